// The Azure class: the deployment in the path, the api-version in the query, the key in `api-key`.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { all, asksForHello, azureClient, breakInstance, hello, openai, repair, textOf } from './harness.mjs';

const client = azureClient();

afterEach(() => repair('first'));

test('an answer in one piece', async () => {
    const { data, response } = await client.chat.completions.create(asksForHello()).withResponse();
    assert.equal(data.choices[0].message.content, hello);
    assert.equal(response.headers.get('x-penstock-deployment'), 'chat-a');
    assert.ok(data.prompt_filter_results.length > 0);
});

// Programs for Azure expect Azure's stream: its first chunk has no choices.
test("a stream as Azure has it, without the gateway's usage", async () => {
    const chunks = await all(await client.chat.completions.create({ ...asksForHello(), stream: true }));
    assert.deepEqual(chunks[0].choices, []);
    assert.ok(chunks[0].prompt_filter_results.length > 0);
    assert.equal(textOf(chunks), hello);
    assert.ok(chunks.every((chunk) => !('usage' in chunk)));
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
});

test('usage in a stream when it was asked for', async () => {
    const stream = await client.chat.completions.create({
        ...asksForHello(),
        stream: true,
        stream_options: { include_usage: true },
    });
    assert.ok((await all(stream)).at(-1).usage.total_tokens > 0);
});

test('the name of a deployment instead of that of a model', async () => {
    const { response } = await client.chat.completions.create(asksForHello('chat-b')).withResponse();
    assert.equal(response.headers.get('x-penstock-instance'), 'second');
});

test('a deployment that is set once for the whole client', async () => {
    const fixed = azureClient({ deployment: 'shared' });
    const answer = await fixed.chat.completions.create(asksForHello('is-not-looked-at'));
    assert.match(answer.model, /^gpt-4o-mini/);
});

test('an older api-version, which knows no stream_options', async () => {
    const older = azureClient({ apiVersion: '2024-02-01' });
    const chunks = await all(await older.chat.completions.create({ ...asksForHello(), stream: true }));
    assert.equal(textOf(chunks), hello);
});

test('a token in place of a key', async () => {
    const withToken = azureClient({
        apiKey: undefined,
        azureADTokenProvider: async () => 'a-token',
    });
    const answer = await withToken.chat.completions.create(asksForHello());
    assert.equal(answer.choices[0].message.content, hello);
});

test('embeddings and models', async () => {
    const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input: 'text' });
    assert.equal(data[0].embedding.length, 1536);
    const names = (await client.models.list()).data.map(({ id }) => id);
    assert.ok(names.includes('gpt-4o'));
});

test("errors in Azure's own words", async () => {
    const request = { ...asksForHello(), max_tokens: 1e6 };
    await assert.rejects(client.chat.completions.create(request), openai.BadRequestError);
    await assert.rejects(client.chat.completions.create(asksForHello('no-such')), openai.NotFoundError);
});

test('failover to an instance that has the name in the body', async () => {
    const fixed = azureClient({ deployment: 'shared' });
    await breakInstance('first', { kind: 'rate_limit', deployment: 'shared' });
    const { data, response } = await fixed.chat.completions
        .create(asksForHello('is-not-looked-at'))
        .withResponse();
    assert.match(data.model, /^gpt-4o-mini/);
    assert.equal(response.headers.get('x-penstock-instance'), 'second');
});

test('failover', async () => {
    await breakInstance('first', { kind: 'rate_limit', deployment: 'azure-limited' });
    const { data, response } = await client.chat.completions
        .create(asksForHello('azure-limited'))
        .withResponse();
    assert.equal(data.choices[0].message.content, hello);
    assert.equal(response.headers.get('x-penstock-instance'), 'second');
});
