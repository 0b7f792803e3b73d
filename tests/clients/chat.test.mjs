import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, asks, asksForHello, hello, openAiClient, textOf } from './harness.mjs';

const client = openAiClient();

test('an answer in one piece', async () => {
    const { data, response } = await client.chat.completions.create(asksForHello()).withResponse();
    assert.equal(data.object, 'chat.completion');
    assert.equal(data.model, 'gpt-4o-2024-11-20');
    assert.equal(data.choices[0].message.role, 'assistant');
    assert.equal(data.choices[0].message.content, hello);
    assert.equal(data.choices[0].finish_reason, 'stop');
    assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
    assert.equal(response.headers.get('x-penstock-instance'), 'first');
    assert.equal(response.headers.get('x-penstock-deployment'), 'chat-a');
    assert.match(response.headers.get('x-penstock-request-id'), /./);
    assert.equal(data._request_id, response.headers.get('x-request-id'));
});

// The usage that the gateway asked for itself must leave no trace.
test('a stream without usage when it was not asked for', async () => {
    const stream = await client.chat.completions.create({ ...asksForHello(), stream: true });
    const chunks = await all(stream);
    assert.equal(textOf(chunks), hello);
    for (const chunk of chunks) {
        assert.equal(chunk.object, 'chat.completion.chunk');
        assert.equal(chunk.choices.length, 1);
        assert.ok(!('usage' in chunk));
        assert.equal(chunk.id, chunks[0].id);
    }
    assert.equal(chunks[0].choices[0].delta.role, 'assistant');
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
    assert.equal(chunks.filter((chunk) => chunk.choices[0].finish_reason).length, 1);
});

test('a stream with usage in its last chunk when it was asked for', async () => {
    const stream = await client.chat.completions.create({
        ...asksForHello(),
        stream: true,
        stream_options: { include_usage: true },
    });
    const chunks = await all(stream);
    const last = chunks.pop();
    assert.deepEqual(last.choices, []);
    assert.ok(last.usage.completion_tokens > 0);
    assert.equal(last.usage.total_tokens, last.usage.prompt_tokens + last.usage.completion_tokens);
    assert.equal(textOf(chunks), hello);
    assert.ok(chunks.every((chunk) => chunk.usage === null));
});

test('the same numbers of tokens with and without a stream', async () => {
    const whole = await client.chat.completions.create(asksForHello());
    const helper = client.chat.completions.stream({
        ...asksForHello(),
        stream_options: { include_usage: true },
    });
    assert.equal((await helper.totalUsage()).completion_tokens, whole.usage.completion_tokens);
});

test("the package's own stream helper puts the answer together", async () => {
    const pieces = [];
    const helper = client.chat.completions.stream(asksForHello());
    helper.on('content', (piece) => pieces.push(piece));
    const answer = await helper.finalChatCompletion();
    assert.equal(answer.choices[0].message.content, hello);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(pieces.join(''), hello);
    assert.ok(pieces.length > 1);
});

test('several choices in one stream', async () => {
    const helper = client.chat.completions.stream({ ...asks('Three ideas, please'), n: 3 });
    const { choices } = await helper.finalChatCompletion();
    assert.equal(choices.length, 3);
    assert.ok(choices.every((choice) => choice.message.content.length > 0));
});

test('max_tokens ends a stream with finish_reason length', async () => {
    const stream = await client.chat.completions.create({
        ...asks('Tell a long story'),
        max_tokens: 5,
        stream: true,
    });
    const chunks = await all(stream);
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'length');
});

test('a model with obfuscation', async () => {
    const chunks = await all(
        await client.chat.completions.create({ ...asksForHello('gpt-4.1-mini'), stream: true }),
    );
    assert.equal(textOf(chunks), hello);
});

test('a filtered answer ends with finish_reason content_filter', async () => {
    const request = asks('trigger-answer-filter');
    const whole = await client.chat.completions.create(request);
    assert.equal(whole.choices[0].finish_reason, 'content_filter');
    const chunks = await all(await client.chat.completions.create({ ...request, stream: true }));
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'content_filter');
});

// Chunks of the filter come behind the finish then, with a choice that has no delta.
test('a stream whose filter is asynchronous', async () => {
    const request = { ...asksForHello('filtered-late'), stream: true };
    assert.equal(textOf(await all(await client.chat.completions.create(request))), hello);
});

test('an answer that follows a schema', async () => {
    const schema = {
        type: 'object',
        properties: {
            name: { type: 'string' },
            age: { type: 'integer' },
            tags: { type: 'array', items: { type: 'string' } },
            mood: { type: 'string', enum: ['good', 'bad'] },
        },
        required: ['name', 'age', 'tags', 'mood'],
        additionalProperties: false,
    };
    const request = {
        ...asks('Make up a person'),
        response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } },
    };
    const isPerson = (text) => {
        const person = JSON.parse(text);
        assert.deepEqual(Object.keys(person).sort(), ['age', 'mood', 'name', 'tags']);
        assert.ok(Number.isInteger(person.age) && Array.isArray(person.tags));
        assert.ok(['good', 'bad'].includes(person.mood));
    };
    isPerson((await client.chat.completions.create(request)).choices[0].message.content);
    isPerson(textOf(await all(await client.chat.completions.create({ ...request, stream: true }))));
});

test('the address with a doubled /v1 that older settings have', async () => {
    const doubled = openAiClient({ baseURL: `${client.baseURL}/v1` });
    const answer = await doubled.chat.completions.create(asksForHello());
    assert.equal(answer.choices[0].message.content, hello);
});

test('many streams at a time do not mix', async () => {
    const texts = Array.from({ length: 20 }, (_, i) => `Question ${i}`);
    const ask = async (text) =>
        textOf(await all(await client.chat.completions.create({ ...asks(text), stream: true })));
    for (const answer of await Promise.all(texts.map(ask))) {
        assert.ok(answer.length > 0);
    }
});
