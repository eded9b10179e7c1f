// All that adl-xapiwrapper offers.
const { load, tell, assert, statement, ada, course } = require('./telling.cjs');
const { XAPIWrapper } = load('adl-xapiwrapper');

const wrapper = new XAPIWrapper({ url: process.env.ENDPOINT, auth: { user: process.env.KEY, pass: process.env.SECRET } });
const called = (name, ...given) => new Promise((resolve, reject) => {
  wrapper[name](...given, (error, answer, body) => error ? reject(error)
    : answer.statusCode < 300 ? resolve(body) : reject(new Error(`${answer.statusCode} ${body}`)));
});

const main = async () => {
  const activity = course.id;
  await tell('testConfig', () => new Promise((resolve, reject) => wrapper.testConfig((ok) => ok ? resolve() : reject(new Error('no')))));
  await tell('sendStatements, one', () => called('sendStatements', statement()));
  await tell('sendStatements, several', async () => assert.equal(JSON.parse(await called('sendStatements', [statement(), statement()])).length, 2));
  await tell('getStatements and more', async () => {
    let page = JSON.parse(await called('getStatements', { limit: 2, agent: JSON.stringify(ada) }, null));
    assert.equal(page.statements.length, 2);
    page = JSON.parse(await called('getStatements', null, page.more));
    assert.equal(page.statements.length, 1);
  });
  await tell('getActivities', async () => assert.equal(JSON.parse(await called('getActivities', activity)).id, activity));
  await tell('getAgents', async () => assert.deepEqual(JSON.parse(await called('getAgents', ada)).mbox, [ada.mbox]));
  for (const [kind, value] of [['an object', { a: 1 }], ['a list', [1, 2]], ['text', 'page 7']]) {
    const read = (text) => typeof value === 'string' ? text : JSON.parse(text);
    await tell(`sendState, getState of ${kind}`, async () => {
      await called('sendState', activity, ada, kind, null, value, null, null);
      assert.deepEqual(read(await called('getState', activity, ada, kind, null, null)), value);
    });
    await tell(`sendActivityProfile, getActivityProfile of ${kind}`, async () => {
      await called('sendActivityProfile', activity, kind, value, null, '*');
      assert.deepEqual(read(await called('getActivityProfile', activity, kind, null)), value);
    });
    await tell(`sendAgentProfile, getAgentProfile of ${kind}`, async () => {
      await called('sendAgentProfile', ada, kind, value, null, '*');
      assert.deepEqual(read(await called('getAgentProfile', ada, kind, null)), value);
    });
  }
  await tell('getState, the ids', async () => assert.equal(JSON.parse(await called('getState', activity, ada, null, null, new Date(0))).length, 3));
  await tell('getActivityProfile, the ids', async () => assert.equal(JSON.parse(await called('getActivityProfile', activity, null, new Date(0))).length, 3));
  await tell('getAgentProfile, the ids', async () => assert.equal(JSON.parse(await called('getAgentProfile', ada, null, new Date(0))).length, 3));
};
main();
