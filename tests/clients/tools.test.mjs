import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, asks, openAiClient } from './harness.mjs';

const client = openAiClient();
const parameters = {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { type: 'string' } },
    required: ['city'],
};
const request = {
    ...asks('Tell me the weather in two cities'),
    tools: [{ type: 'function', function: { name: 'get_weather', parameters } }],
};

function isTwoCalls(calls) {
    assert.equal(calls.length, 2);
    assert.ok(calls.every((call) => call.type === 'function' && call.function.name === 'get_weather'));
    assert.notEqual(calls[0].id, calls[1].id);
    const cities = calls.map((call) => JSON.parse(call.function.arguments).city);
    assert.deepEqual(cities, ['Zürich', 'São Paulo']);
}

test('tool calls in one piece', async () => {
    const answer = await client.chat.completions.create(request);
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
    assert.equal(answer.choices[0].message.content, null);
    isTwoCalls(answer.choices[0].message.tool_calls);
});

test('tool calls in pieces merge by their index', async () => {
    const chunks = await all(await client.chat.completions.create({ ...request, stream: true }));
    const calls = [];
    for (const { index, id, type, function: part } of chunks.flatMap(
        (chunk) => chunk.choices[0].delta.tool_calls ?? [],
    )) {
        if (id) {
            assert.equal(calls[index], undefined);
            calls[index] = { id, type, function: { name: part.name, arguments: '' } };
        }
        calls[index].function.arguments += part.arguments;
    }
    isTwoCalls(calls);
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'tool_calls');
});

test("the package's own stream helper merges them too", async () => {
    const answer = await client.chat.completions.stream(request).finalChatCompletion();
    isTwoCalls(answer.choices[0].message.tool_calls);
});

test('the answer to a result of a tool is a text', async () => {
    const first = await client.chat.completions.create(request);
    const results = first.choices[0].message.tool_calls.map((call) => ({
        role: 'tool',
        tool_call_id: call.id,
        content: '18 degrees',
    }));
    const second = await client.chat.completions.create({
        ...request,
        messages: [...request.messages, first.choices[0].message, ...results],
    });
    assert.equal(second.choices[0].finish_reason, 'stop');
    assert.ok(second.choices[0].message.content.length > 0);
});
