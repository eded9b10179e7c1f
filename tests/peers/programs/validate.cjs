// What Learning Locker's validator has against statements, a line each.
const validate = require(require.resolve('@learninglocker/xapi-validation', { paths: [process.argv[2]] })).default;
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(line => line);
for (const line of lines) process.stdout.write(JSON.stringify(validate(JSON.parse(line)).map(String)) + '\n');
