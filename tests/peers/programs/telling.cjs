// What the programs here have in common: each operation is tried and told as a line of JSON.
const assert = require('assert');
const { randomUUID } = require('crypto');

exports.load = (name) => require(require.resolve(name, { paths: [process.env.MODULES] }));
exports.assert = assert;
exports.randomUUID = randomUUID;
exports.tell = async (operation, act) => {
  let wrong = '';
  try {
    await act();
  } catch (error) {
    wrong = String(error && error.message ? error.message : JSON.stringify(error)).slice(0, 300);
  }
  console.log(JSON.stringify({ operation, wrong }));
};
exports.course = { objectType: 'Activity', id: 'http://example.org/course', definition: { name: { en: 'Course' } } };
exports.ada = { objectType: 'Agent', name: 'Ada', mbox: 'mailto:ada@example.org' };
exports.passed = { id: 'http://adlnet.gov/expapi/verbs/passed', display: { en: 'passed' } };
exports.statement = (more) => ({ id: randomUUID(), actor: exports.ada, verb: exports.passed, object: exports.course, ...more });
