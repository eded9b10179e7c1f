// A course: what @xapi/cmi5 offers, from fetch to terminated. The launch is in the address of the page.
(async () => {
  const results = [];
  const tell = async (operation, act) => {
    let wrong = '';
    try {
      await act();
    } catch (error) {
      wrong = String(error && error.message ? error.message : error).slice(0, 300);
    }
    results.push({ operation, wrong });
  };
  const Course = window.Cmi5.default || window.Cmi5;
  const cmi5 = new Course();
  const named = (id, text) => ({ id, description: { en: text } });
  await tell('initialize', () => cmi5.initialize());
  await tell('getLaunchData', async () => {
    if (cmi5.getLaunchData().masteryScore !== 0.5) throw new Error('no launch data');
  });
  await tell('progress', () => cmi5.progress(50));
  await tell('interactionTrueFalse', () => cmi5.interactionTrueFalse('t', 'q1', true, true, { en: 'Is it?' }, undefined, true));
  await tell('interactionChoice', () => cmi5.interactionChoice('t', 'q2', ['a'], ['a'], [named('a', 'A'), named('b', 'B')]));
  await tell('interactionNumeric', () => cmi5.interactionNumeric('t', 'q3', 4, { min: 3, max: 5 }));
  await tell('complete', () => cmi5.complete());
  await tell('pass', () => cmi5.pass(0.9));
  await tell('terminate', () => cmi5.terminate());
  window.results = results;
})();
