"""Everything that tincan's RemoteLRS offers, in a Python that has tincan and not Waypost."""

import json
import os
import traceback
from uuid import uuid4

from tincan import (
    Activity,
    ActivityDefinition,
    ActivityProfileDocument,
    Agent,
    AgentProfileDocument,
    Context,
    LanguageMap,
    RemoteLRS,
    StateDocument,
    Statement,
    StatementRef,
    Verb,
)

lrs = RemoteLRS(
    version="1.0.1",
    endpoint=os.environ["ENDPOINT"],
    username=os.environ["KEY"],
    password=os.environ["SECRET"],
)
ada = Agent(name="Ada", mbox="mailto:ada@example.org")
course = Activity(
    id="http://example.org/course",
    definition=ActivityDefinition(name=LanguageMap({"en": "Course"})),
)
passed = Verb(id="http://adlnet.gov/expapi/verbs/passed", display=LanguageMap({"en": "passed"}))
registration = str(uuid4())


def statement():
    context = Context(registration=registration)
    return Statement(id=str(uuid4()), actor=ada, verb=passed, object=course, context=context)


def tell(operation, act, check=lambda content: True):
    """Say whether an operation succeeded, and its content is what it should be."""
    try:
        response = act()
        wrong = "" if response.success else f"{response.response.status} {response.data}"
        if not wrong and not check(response.content):
            wrong = f"answered {response.response.read()!r} {response.content!r}"
    except Exception:  # noqa: BLE001  # whatever goes wrong is told
        wrong = traceback.format_exc()[-200:]
    print(json.dumps({"operation": operation, "wrong": wrong[:300]}), flush=True)


def page(**query):
    return lrs.query_statements({"agent": ada, **query})


def second_page():
    return lrs.more_statements(page(limit=4, registration=registration).content)


def text(document):
    return bytes(document.content).decode()


first = statement()
tell("about", lrs.about, lambda about: "1.0.3" in about.version)
tell(
    "save_statement without an id",
    lambda: lrs.save_statement(Statement(actor=ada, verb=passed, object=course)),
)
tell("save_statement", lambda: lrs.save_statement(first))
tell(
    "save_statements",
    lambda: lrs.save_statements([statement() for _ in range(5)]),
    lambda sent: len(sent) == 5,
)
tell("retrieve_statement", lambda: lrs.retrieve_statement(first.id), lambda found: found.id == first.id)
tell("query_statements", lambda: page(limit=2), lambda found: len(found.statements) == 2)
tell("more_statements", second_page, lambda found: len(found.statements) == 2)
tell(
    "query_statements with every parameter",
    lambda: page(verb=passed, activity=course, ascending=True, related_agents=True, related_activities=True),
    lambda found: len(found.statements) == 7,
)
voided = Verb(id="http://adlnet.gov/expapi/verbs/voided")
voiding = Statement(actor=ada, verb=voided, object=StatementRef(id=first.id))
tell("save_statement that voids", lambda: lrs.save_statement(voiding))
tell("retrieve_voided_statement", lambda: lrs.retrieve_voided_statement(first.id))

state = StateDocument(activity=course, agent=ada, id="bookmark", content="page 7")
umlaut = StateDocument(activity=course, agent=ada, id="umlaut", content="größer")
tell("save_state", lambda: lrs.save_state(state))
tell(
    "retrieve_state",
    lambda: lrs.retrieve_state(course, ada, "bookmark"),
    lambda found: text(found) == "page 7",
)
tell("save_state beyond ASCII", lambda: lrs.save_state(umlaut))
tell(
    "retrieve_state beyond ASCII",
    lambda: lrs.retrieve_state(course, ada, "umlaut"),
    lambda found: text(found) == "größer",
)
tell(
    "retrieve_state_ids",
    lambda: lrs.retrieve_state_ids(course, ada),
    lambda ids: sorted(ids) == ["bookmark", "umlaut"],
)
tell("delete_state", lambda: lrs.delete_state(state))
tell("clear_state", lambda: lrs.clear_state(course, ada))

activity_profile = ActivityProfileDocument(activity=course, id="p", content="one")
agent_profile = AgentProfileDocument(agent=ada, id="p", content="one")
for name, of, profile in (("activity", course, activity_profile), ("agent", ada, agent_profile)):
    save, delete = getattr(lrs, f"save_{name}_profile"), getattr(lrs, f"delete_{name}_profile")
    retrieve, ids = getattr(lrs, f"retrieve_{name}_profile"), getattr(lrs, f"retrieve_{name}_profile_ids")

    def change(etag=False, save=save, retrieve=retrieve, of=of):
        found = retrieve(of, "p")
        found.content.content = bytearray(b"two")
        if etag:
            found.content.etag = found.response.getheader("ETag")
        return save(found.content)

    tell(f"save_{name}_profile", lambda save=save, profile=profile: save(profile))
    tell(f"retrieve_{name}_profile_ids", lambda ids=ids, of=of: ids(of), lambda found: found == ["p"])
    tell(f"save_{name}_profile as it was retrieved", change)
    tell(f"save_{name}_profile with its ETag", lambda change=change: change(etag=True))
    tell(
        f"retrieve_{name}_profile",
        lambda retrieve=retrieve, of=of: retrieve(of, "p"),
        lambda found: text(found) == "two",
    )
    tell(f"delete_{name}_profile", lambda delete=delete, profile=profile: delete(profile))
