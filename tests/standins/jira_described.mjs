// Tells, as JSON, what the client `jira.js` sends and takes for the operations that are used here. Its
// parameters and schemas are made from Atlassian's own description of Jira Cloud.
const cloud = await import('jira.js/cloud');
const { z } = await import('zod');

const OPERATIONS = process.argv.slice(2);
const named = new Proxy({}, { get: (_, name) => `{${String(name)}}` });
const schemaOf = schema => schema && z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
const told = {};

for (const operation of OPERATIONS) {
  let sent;
  await cloud[operation]({ sendRequest: async config => { sent = config; } }, named);
  told[operation] = {
    method: sent.method,
    path: sent.url,
    query: Object.keys(sent.searchParams ?? {}),
    body: Object.keys(sent.body ?? {}),
    answer: schemaOf(sent.schema) ?? null,
  };
}
process.stdout.write(JSON.stringify(told));
