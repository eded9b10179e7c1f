// Statements, a line each, through Learning Locker's own service with its memory as the database: what MongoDB would
// hold of each, or "refused" and why. Each must pass the newer validator as well.
const folder = process.argv[2];
const from = name => require(require.resolve(name, { paths: [folder] }));
const validate = from('@learninglocker/xapi-validation').default;
const prepared = from('xapi-statements/dist/service/storeStatements/preValidationSetup').default;
const repo = from('xapi-statements/dist/repo/facade').default({
  auth: { facade: 'test', fake: {} },
  events: { facade: 'test' },
  models: { facade: 'memory', memory: { state: { fullActivities: [], statements: [] } } },
  storage: { facade: 'memory', local: {}, s3: {} },
});
const service = from('xapi-statements/dist/service').default({
  repo, awaitUpdates: true, enableConflictChecks: false, enableAttachmentValidation: true, enableVoidingChecks: true,
  enableStatementCreation: true, enableAttachmentCreation: true, enableVoiding: true, enableNullRemoval: false,
  enableReferencing: false, enableActivityUpdates: false, logger: console, tracker: Promise.resolve(() => undefined),
});
const { encodeDotsInStatement } = from('xapi-statements/dist/repo/modelsRepo/utils/mongoModels/replaceDotsInStatement');
const client = {
  _id: '5988f0f00000000000000002', title: 'peer', organisation: '5988f0f00000000000000000',
  lrs_id: '5988f0f00000000000000001', isTrusted: true, scopes: ['all'],
  authority: { objectType: 'Agent', mbox: 'mailto:authority@example.org' },
};
let kept;
const createStatements = repo.createStatements;
repo.createStatements = options => { kept = options.models; return createStatements(options); };

async function stored(line) {
  try {
    const wrong = validate(prepared({ enableNullRemoval: false }, [JSON.parse(line)])[0]);
    if (wrong.length > 0) return { refused: JSON.stringify(wrong[0]) };
    const [id] = await service.storeStatements({ models: [JSON.parse(line)], attachments: [], client });
    const model = kept.find(each => each.statement.id === id);
    return { document: { ...model, statement: encodeDotsInStatement(model.statement) } };
  } catch (error) {
    return { refused: JSON.stringify((error.warnings || [error.message])[0]) };
  }
}

(async () => {
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await stored(line)) + '\n');
  }
  process.exit(0);
})();
