// All that @xapi/xapi offers. VERSION says which version of xAPI is spoken.
const { load, tell, assert, statement, ada, course, randomUUID } = require('./telling.cjs');
const XAPI = load('@xapi/xapi');

const main = async () => {
  const auth = XAPI.toBasicAuth(process.env.KEY, process.env.SECRET);
  const xapi = new XAPI({ endpoint: process.env.ENDPOINT, auth, version: process.env.VERSION, adapter: process.env.ADAPTER });
  const activityId = course.id;
  const [first, second] = [statement(), statement()];
  await tell('getAbout', async () => assert((await xapi.getAbout()).data.version.includes(process.env.VERSION)));
  await tell('sendStatement', async () => assert.deepEqual((await xapi.sendStatement({ statement: first })).data, [first.id]));
  await tell('sendStatements', async () => assert.equal((await xapi.sendStatements({ statements: [second, statement(), statement()] })).data.length, 3));
  await tell('getStatement', async () => assert.equal((await xapi.getStatement({ statementId: first.id })).data.id, first.id));
  await tell('getStatements, getMoreStatements', async () => {
    let page = (await xapi.getStatements({ limit: 2, agent: ada })).data;
    const seen = page.statements.map((each) => each.id);
    while (page.more) {
      page = (await xapi.getMoreStatements({ more: page.more })).data;
      seen.push(...page.statements.map((each) => each.id));
    }
    assert.equal(new Set(seen).size, 4);
  });
  await tell('getStatements with every parameter', async () => {
    const asked = { verb: first.verb.id, activity: activityId, related_activities: true, related_agents: true, ascending: true, format: 'canonical', since: '2000-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' };
    assert.equal((await xapi.getStatements(asked)).data.statements.length, 4);
  });
  await tell('sendStatement with attachments, getStatement with attachments', async () => {
    const content = 'A certificate.';
    const sha2 = require('crypto').createHash('sha256').update(content).digest('hex');
    const attachment = { usageType: XAPI.AttachmentUsages.CERTIFICATE_OF_COMPLETION, display: { en: 'Certificate' }, contentType: 'text/plain', length: content.length, sha2 };
    const sent = statement({ attachments: [attachment] });
    await xapi.sendStatement({ statement: sent, attachments: [new TextEncoder().encode(content).buffer] });
    const found = (await xapi.getStatement({ statementId: sent.id, attachments: true })).data;
    assert.equal(found[0].id, sent.id);
    assert.equal(found[1], content);
  });
  await tell('voidStatement, getVoidedStatement', async () => {
    await xapi.voidStatement({ actor: ada, statementId: first.id });
    assert.equal((await xapi.getVoidedStatement({ voidedStatementId: first.id })).data.id, first.id);
  });
  await tell('voidStatements', () => xapi.voidStatements({ actor: ada, statementIds: [second.id] }));
  await tell('getAgent', async () => assert.deepEqual((await xapi.getAgent({ agent: ada })).data.name, ['Ada']));
  await tell('getActivity', async () => assert.equal((await xapi.getActivity({ activityId })).data.definition.name.en, 'Course'));
  const documents = [
    ['State', { agent: ada, activityId, stateId: 's' }, 'state', { agent: ada, activityId }],
    ['ActivityProfile', { activityId, profileId: 'p' }, 'profile', { activityId }],
    ['AgentProfile', { agent: ada, profileId: 'p' }, 'profile', { agent: ada }],
  ];
  for (const [name, place, field, all] of documents) {
    await tell(`create${name}, get${name}`, async () => {
      await xapi[`create${name}`]({ ...place, [field]: { a: 1 } });
      assert.deepEqual((await xapi[`get${name}`](place)).data, { a: 1 });
    });
    await tell(`set${name} with its ETag`, async () => {
      const etag = (await xapi[`get${name}`](place)).headers.etag;
      await xapi[`set${name}`]({ ...place, [field]: { b: 2 }, etag, matchHeader: 'If-Match' });
      assert.deepEqual((await xapi[`get${name}`](place)).data, { b: 2 });
    });
    await tell(`get${name}s`, async () => assert.equal((await xapi[`get${name}s`](all)).data.length, 1));
    await tell(`delete${name}`, async () => {
      const etag = (await xapi[`get${name}`](place)).headers.etag;
      await xapi[`delete${name}`]({ ...place, etag });
      assert.deepEqual((await xapi[`get${name}s`](all)).data, []);
    });
  }
  await tell('deleteStates', () => xapi.deleteStates({ agent: ada, activityId, registration: randomUUID() }));
};
main();
