// Learning Locker's own statements service over HTTP, on the port that is given. Its memory is the database, and is
// kept in a file before anything is acknowledged: so it can be killed, as one with MongoDB could.
const [, , modules, port, file] = process.argv;
const fs = require('fs');
const from = name => require(require.resolve(name, { paths: [modules] }));
const own = name => from(`xapi-statements/dist/${name}`).default;

const DATES = ['timestamp', 'stored'];
const dated = model => DATES.reduce((all, key) => ({ ...all, [key]: new Date(all[key]) }), model);
const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
const whole = lines.slice(0, -1).flatMap(line => JSON.parse(line).map(dated)); // the last is unfinished, or empty
const state = { fullActivities: [], statements: whole };
const repo = own('repo/facade')({
  auth: { facade: 'test', fake: {} },
  events: { facade: 'test' },
  models: { facade: 'memory', memory: { state } },
  storage: { facade: 'memory', local: {}, s3: {} },
});
fs.writeFileSync(file, lines.slice(0, -1).map(line => line + '\n').join(''));
const kept = fs.openSync(file, 'a');
const createStatements = repo.createStatements;
let count = 0;
// Pages go by _id, which ascends in MongoDB; that of its memory, a UUID of version 1, begins anew every seven minutes.
const ascending = () => Date.now().toString(16).padStart(14, '0') + (count++ % 2 ** 40).toString(16).padStart(10, '0');
repo.createStatements = async options => {
  const before = state.statements.length;
  const created = await createStatements(options);
  for (const model of state.statements.slice(before)) model._id = ascending();
  fs.writeSync(kept, JSON.stringify(state.statements.slice(before)) + '\n');
  return created;
};
const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined, silly: () => undefined };
const tracker = Promise.resolve(() => undefined);
const service = own('service')({
  repo, awaitUpdates: true, enableConflictChecks: true, enableAttachmentValidation: true, enableVoidingChecks: false,
  enableStatementCreation: true, enableAttachmentCreation: true, enableVoiding: false, enableNullRemoval: false,
  enableReferencing: false, enableActivityUpdates: false, logger: quiet, tracker,
});
const { statementsRouter, aboutRouter } = own('expressPresenter')({
  service, tracker, translator: own('translatorFactory')(), logger: quiet,
  customRoute: 'status', customRouteText: 'ok', morganDirectory: file + '.log', bodyParserLimit: '5mb',
});
const app = from('express')();
app.use('/xAPI/about', aboutRouter);
app.use('/xAPI/statements', statementsRouter);
app.listen(Number(port), '127.0.0.1');
