// All that the LRS of tincanjs offers.
const { load, tell, assert, statement, ada, course, randomUUID } = require('./telling.cjs');
const TinCan = load('tincanjs');
TinCan.enableDebug = () => {};

const lrs = new TinCan.LRS({ endpoint: process.env.ENDPOINT, username: process.env.KEY, password: process.env.SECRET, allowFail: false });
const called = (name, ...given) => new Promise((resolve, reject) => {
  const config = given.pop();
  lrs[name](...given, { ...config, callback: (error, found) => error === null || error === undefined
    ? resolve(found)
    : reject(new Error(`${error} ${found && found.responseText}`)) });
});
const made = (more) => new TinCan.Statement(statement(more));
const agent = new TinCan.Agent(ada);
const activity = new TinCan.Activity(course);

const main = async () => {
  const registration = randomUUID();
  const [first, second] = [made(), made({ context: { registration } })];
  await tell('about', async () => assert((await called('about', {})).version.includes('1.0.3')));
  await tell('saveStatement', () => called('saveStatement', first, {}));
  await tell('saveStatements', () => called('saveStatements', [second, made(), made()], {}));
  await tell('retrieveStatement', async () => assert.equal((await called('retrieveStatement', first.id, {})).id, first.id));
  await tell('queryStatements, moreStatements', async () => {
    const page = await called('queryStatements', { params: { agent, verb: first.verb, activity, limit: 3 } });
    assert.equal(page.statements.length, 3);
    const next = await called('moreStatements', { url: page.more });
    assert.equal(next.statements.length, 1);
  });
  await tell('queryStatements by registration', async () => {
    const page = await called('queryStatements', { params: { registration, related_agents: true, since: '2000-01-01T00:00:00Z', ascending: true } });
    assert.deepEqual(page.statements.map((each) => each.id), [second.id]);
  });
  await tell('saveStatement with an attachment, retrieveStatement with it', async () => {
    const content = TinCan.Utils.stringToArrayBuffer ? TinCan.Utils.stringToArrayBuffer('A certificate.') : new TextEncoder().encode('A certificate.').buffer;
    const attachment = { usageType: 'http://example.org/certificate', display: { en: 'Certificate' }, contentType: 'text/plain', content };
    const sent = made({ attachments: [attachment] });
    await called('saveStatement', sent, {});
    const found = await called('retrieveStatement', sent.id, { params: { attachments: true } });
    assert.equal(found.attachments[0].getContentAsString(), 'A certificate.');
  });
  await tell('saveStatement that voids, retrieveVoidedStatement', async () => {
    const target = { objectType: 'StatementRef', id: first.id };
    await called('saveStatement', made({ verb: { id: 'http://adlnet.gov/expapi/verbs/voided' }, object: target }), {});
    assert.equal((await called('retrieveVoidedStatement', first.id, {})).id, first.id);
  });
  await tell('retrieveActivity', async () => assert.equal((await called('retrieveActivity', course.id, {})).id, course.id));
  const documents = [
    ['State', { agent, activity }, 'retrieveStateIds', 'dropState'],
    ['ActivityProfile', { activity }, 'retrieveActivityProfileIds', 'dropActivityProfile'],
    ['AgentProfile', { agent }, 'retrieveAgentProfileIds', 'dropAgentProfile'],
  ];
  for (const [name, place, ids, drop] of documents) {
    await tell(`save${name}, retrieve${name}`, async () => {
      await called(`save${name}`, 'key', 'größer', { ...place });
      assert.equal((await called(`retrieve${name}`, 'key', { ...place })).contents, 'größer');
    });
    await tell(`save${name} with its ETag`, async () => {
      const there = await called(`retrieve${name}`, 'key', { ...place });
      await called(`save${name}`, 'key', JSON.stringify({ a: 1 }), { ...place, lastSHA1: there.etag.replace(/"/g, ''), contentType: 'application/json' });
      assert.deepEqual((await called(`retrieve${name}`, 'key', { ...place })).contents, { a: 1 });
    });
    await tell(ids, async () => assert.deepEqual(await called(ids, { ...place }), ['key']));
    await tell(drop, async () => {
      await called(drop, 'key', { ...place });
      assert.deepEqual(await called(ids, { ...place }), []);
    });
  }
};
main();
