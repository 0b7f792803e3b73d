// The simulated Azure itself in front of both classes of the package, without the gateway: what it
// sends has to satisfy the client that was made for the service.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { all, asks, asksForHello, breakInstance, hello, openai, repair, textOf } from './harness.mjs';

const endpoint = process.env.SIM_FIRST;
const key = { apiKey: 'sim-key-first', maxRetries: 0 };
const v1 = (options = {}) => new openai.OpenAI({ baseURL: `${endpoint}/openai/v1`, ...key, ...options });
const classic = (options = {}) =>
    new openai.AzureOpenAI({ endpoint, apiVersion: '2024-10-21', ...key, ...options });
const errorOf = (promise) => promise.then(() => assert.fail('This should have failed.'), (error) => error);

const usageToo = { stream_options: { include_usage: true } };
const weather = asks('Tell me the weather in two cities', 'chat-a');
const offer = { name: 'get_weather', parameters: { type: 'object', properties: {} } };

afterEach(() => repair('first'));

for (const [name, make] of [
    ['OpenAI', v1],
    ['AzureOpenAI', classic],
]) {
    const client = make();
    const final = (request) => client.chat.completions.stream(request).finalChatCompletion();
    const chunksOf = async (request) =>
        all(await client.chat.completions.create({ ...request, stream: true }));

    describe(name, () => {
        test('chat in one piece', async () => {
            const { data, response } = await client.chat.completions
                .create(asksForHello('chat-a'))
                .withResponse();
            assert.equal(data.choices[0].message.content, hello);
            assert.equal(data.model, 'gpt-4o-2024-11-20');
            assert.equal(data.choices[0].content_filter_results.hate.filtered, false);
            assert.equal(data._request_id, response.headers.get('x-request-id'));
            assert.match(response.headers.get('apim-request-id'), /^[0-9a-f-]{36}$/);
        });

        test('a stream with every chunk of the service', async () => {
            const chunks = await chunksOf({ ...asksForHello('chat-a'), ...usageToo });
            assert.deepEqual(chunks[0].choices, []);
            assert.equal(chunks[0].prompt_filter_results[0].prompt_index, 0);
            assert.equal(chunks[1].choices[0].delta.role, 'assistant');
            assert.equal(textOf(chunks), hello);
            assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
            const { usage } = chunks.at(-1);
            assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
            assert.ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null));
        });

        test('the stream helper has the same answer', async () => {
            const helper = client.chat.completions.stream({ ...asksForHello('chat-a'), ...usageToo });
            const { choices } = await helper.finalChatCompletion();
            assert.equal(choices[0].message.content, hello);
            assert.ok((await helper.totalUsage()).completion_tokens > 0);
        });

        test('tools', async () => {
            const request = { ...weather, tools: [{ type: 'function', function: offer }] };
            for (const { choices } of [await client.chat.completions.create(request), await final(request)]) {
                assert.equal(choices[0].finish_reason, 'tool_calls');
                const calls = choices[0].message.tool_calls;
                const cities = calls.map((call) => JSON.parse(call.function.arguments).city);
                assert.deepEqual(cities, ['Zürich', 'São Paulo']);
            }
        });

        test('functions, as they were before tools', async () => {
            const request = { ...weather, functions: [offer] };
            for (const { choices } of [await client.chat.completions.create(request), await final(request)]) {
                assert.equal(choices[0].finish_reason, 'function_call');
                assert.equal(JSON.parse(choices[0].message.function_call.arguments).city, 'Zürich');
            }
        });

        test('two choices', async () => {
            const { choices } = await final({ ...asks('Two ideas', 'chat-a'), n: 2 });
            assert.deepEqual(choices.map(({ index }) => index), [0, 1]);
            assert.ok(choices.every(({ message }) => message.content.length > 0));
            assert.notEqual(choices[0].message.content, choices[1].message.content);
        });

        test('probabilities', async () => {
            const request = { ...asksForHello('chat-a'), logprobs: true, top_logprobs: 2 };
            for (const { choices } of [await client.chat.completions.create(request), await final(request)]) {
                const { content } = choices[0].logprobs;
                assert.equal(content.map(({ token }) => token).join(''), hello);
                const bytes = content.flatMap((entry) => entry.bytes);
                assert.equal(Buffer.from(bytes).toString(), hello);
                assert.ok(content.every(({ top_logprobs: top }) => top.length === 2));
            }
        });

        test('an answer that the filter ends', async () => {
            for (const deployment of ['chat-a', 'filtered-late']) {
                const { choices } = await final(asks('trigger-answer-filter', deployment));
                assert.equal(choices[0].finish_reason, 'content_filter');
                assert.ok(choices[0].message.content.length > 0);
            }
        });

        test('a prompt that the filter refuses', async () => {
            const error = await errorOf(
                client.chat.completions.create(asks('trigger-prompt-filter', 'chat-a')),
            );
            assert.ok(error instanceof openai.BadRequestError);
            assert.equal(error.code, 'content_filter');
            assert.equal(error.param, 'prompt');
            assert.equal(error.error.innererror.content_filter_result.violence.filtered, true);
            assert.match(error.requestID, /^[0-9a-f-]{36}$/);
        });

        test('a filter that is asynchronous', async () => {
            const chunks = await chunksOf(asksForHello('filtered-late'));
            assert.equal(textOf(chunks), hello);
            assert.ok(!('delta' in chunks.at(-1).choices[0]));
            assert.equal((await final(asksForHello('filtered-late'))).choices[0].message.content, hello);
        });

        test('obfuscation, unless it is not wanted', async () => {
            const padded = await chunksOf(asksForHello('mini-a'));
            assert.ok(padded[1].obfuscation.length > 0);
            const plain = await chunksOf({
                ...asksForHello('mini-a'),
                stream_options: { include_obfuscation: false },
            });
            assert.ok(plain.every((chunk) => !('obfuscation' in chunk)));
        });

        test('completions', async () => {
            const request = { model: 'instruct-a', prompt: ['Say hello', 'Once'], logprobs: 1 };
            const whole = await client.completions.create(request);
            assert.equal(whole.object, 'text_completion');
            assert.equal(whole.choices[0].text, hello);
            assert.equal(whole.choices[0].logprobs.tokens.join(''), hello);
            assert.equal(whole.choices.length, 2);
            const chunks = await all(
                await client.completions.create({
                    ...request,
                    prompt: 'Say hello',
                    stream: true,
                    ...usageToo,
                }),
            );
            const text = chunks.map((chunk) => chunk.choices[0]?.text ?? '').join('');
            assert.equal(text, hello);
            assert.ok(chunks.at(-1).usage.completion_tokens > 0);
        });

        test('embeddings', async () => {
            const input = ['one', 'two'];
            const asked = { model: 'embed-a', input };
            // Without a wish the package asks for base64 and decodes it.
            const decoded = await client.embeddings.create(asked);
            const floats = await client.embeddings.create({ ...asked, encoding_format: 'float' });
            assert.deepEqual(decoded.data.map(({ index }) => index), [0, 1]);
            for (const i of [0, 1]) {
                assert.equal(decoded.data[i].embedding.length, 1536);
                decoded.data[i].embedding.forEach((number, at) => {
                    assert.ok(Math.abs(number - floats.data[i].embedding[at]) < 1e-6);
                });
            }
            const short = await client.embeddings.create({ ...asked, dimensions: 8 });
            assert.equal(short.data[1].embedding.length, 8);
            const error = await errorOf(client.embeddings.create({ ...asked, input: '' }));
            assert.ok(error instanceof openai.BadRequestError);
        });

        test('models', async () => {
            const names = (await all(await client.models.list())).map(({ id }) => id);
            assert.ok(names.includes('gpt-4o-2024-11-20'));
            assert.ok(!names.includes('chat-a')); // the catalogue, not what is deployed
            assert.equal((await client.models.retrieve('gpt-4o-2024-11-20')).object, 'model');
            const error = await errorOf(client.models.retrieve('no-such-model'));
            assert.ok(error instanceof openai.NotFoundError);
            assert.equal(error.code, 'model_not_found');
        });

        test('every refusal has its class', async () => {
            const asked = asksForHello('chat-a');
            const ask = (request, of = client) => of.chat.completions.create(request);
            const { AuthenticationError, BadRequestError, NotFoundError } = openai;
            // One after the other: a refusal that nobody awaits yet ends the test.
            for (const [send, type, code] of [
                [() => ask(asked, make({ apiKey: 'wrong' })), AuthenticationError, '401'],
                [() => ask(asksForHello('nobody')), NotFoundError, 'DeploymentNotFound'],
                [() => ask({ ...asked, max_tokens: 1e6 }), BadRequestError, 'context_length_exceeded'],
                [() => ask({ ...asked, frobnicate: 1 }), BadRequestError, 'unknown_parameter'],
            ]) {
                const error = await errorOf(send());
                assert.ok(error instanceof type, String(error));
                assert.equal(error.code, code);
            }
        });

        test('every fault has its class', async () => {
            const asked = asksForHello('chat-a');
            for (const [fault, type] of [
                [{ kind: 'rate_limit', retry_after: 3 }, openai.RateLimitError],
                [{ kind: 'role_missing' }, openai.AuthenticationError],
                [{ kind: 'forbidden' }, openai.PermissionDeniedError],
                [{ kind: 'server_error', status: 503 }, openai.InternalServerError],
                [{ kind: 'html_error' }, openai.InternalServerError],
                [{ kind: 'empty_error' }, openai.InternalServerError],
                [{ kind: 'reset' }, openai.APIConnectionError],
            ]) {
                await breakInstance('first', fault);
                const error = await errorOf(client.chat.completions.create(asked));
                assert.ok(error instanceof type, `${fault.kind}: ${error}`);
                if (fault.retry_after) {
                    assert.equal(error.headers.get('retry-after-ms'), '3000');
                }
            }
        });

        test('a stream that fails throws', async () => {
            for (const fault of [{ kind: 'stream_error' }, { kind: 'stream_error', status: 429 }]) {
                await breakInstance('first', fault);
                const error = await errorOf(chunksOf(asksForHello('chat-a')));
                assert.ok(error instanceof openai.APIError, String(error));
                assert.match(error.type, fault.status ? /^too_many_requests$/ : /^server_error$/);
            }
            for (const kind of ['cut', 'malformed_chunk', 'malformed_json']) {
                await breakInstance('first', { kind });
                assert.ok((await errorOf(chunksOf(asksForHello('chat-a')))) instanceof Error);
            }
        });

        test("the package's own retry comes through", async () => {
            await breakInstance('first', { kind: 'rate_limit', retry_after: 0.05, count: 2 });
            const patient = make({ maxRetries: 2 });
            const answer = await patient.chat.completions.create(asksForHello('chat-a'));
            assert.equal(answer.choices[0].message.content, hello);
        });
    });
}

test('a token in place of a key', async () => {
    for (const apiVersion of ['2024-10-21', '2023-05-15']) {
        const client = classic({
            apiKey: undefined,
            apiVersion,
            azureADTokenProvider: async () => 'sim-token-first',
        });
        const answer = await client.chat.completions.create(asksForHello('chat-a'));
        assert.equal(answer.choices[0].message.content, hello);
    }
});
