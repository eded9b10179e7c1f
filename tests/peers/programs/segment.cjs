// Every call of @segment/analytics-node.
const { load, tell, assert } = require('./telling.cjs');
const { Analytics } = load('@segment/analytics-node');

const main = async () => {
  const analytics = new Analytics({ writeKey: process.env.WRITE_KEY, host: process.env.URL, maxEventsInBatch: 1 });
  const calls = {
    track: { userId: 'u', event: 'Signed Up', properties: { plan: 'free' }, timestamp: new Date(0) },
    identify: { userId: 'u', traits: { name: 'Ada' } },
    page: { userId: 'u', name: 'Home' },
    screen: { anonymousId: 'a', name: 'Start' },
    group: { userId: 'u', groupId: 'g' },
    alias: { userId: 'u', previousId: 'a' },
  };
  for (const [name, call] of Object.entries(calls)) {
    await tell(name, () => new Promise((resolve, reject) => {
      const failed = (error) => reject(new Error(JSON.stringify(error)));
      analytics.once('error', failed);
      analytics[name](call, (error) => error ? failed(error) : resolve());
    }));
  }
  await tell('closeAndFlush', () => analytics.closeAndFlush());
};
main();
