// Failures as the package's own error classes, which client programs catch.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { asks, asksForHello, breakInstance, openAiClient, openai, repair } from './harness.mjs';

const client = openAiClient();
const errorOf = (promise) => promise.then(() => assert.fail('This should have failed.'), (error) => error);

afterEach(() => repair('first', 'second'));

test('an unknown model is a NotFoundError that names the nearest', async () => {
    const error = await errorOf(client.chat.completions.create(asks('Hello', 'gpt-4p')));
    assert.ok(error instanceof openai.NotFoundError);
    assert.equal(error.code, 'model_not_found');
    assert.match(error.message, /gpt-4o/);
    const unknown = await errorOf(client.models.retrieve('no-such-model'));
    assert.ok(unknown instanceof openai.NotFoundError);
});

test('an unknown path is a NotFoundError', async () => {
    const error = await errorOf(client.get('/chat/completion'));
    assert.ok(error instanceof openai.NotFoundError);
    assert.match(error.message, /\/v1\/chat\/completions/);
});

test("what the upstream finds wrong with a request is a BadRequestError in the upstream's words", async () => {
    const error = await errorOf(client.chat.completions.create({ ...asks('Hello'), max_tokens: 1e6 }));
    assert.ok(error instanceof openai.BadRequestError);
    assert.equal(error.type, 'invalid_request_error');
    assert.equal(error.code, 'context_length_exceeded');
    assert.match(error.message, /maximum context length/);
    assert.equal(error.headers.get('x-error-backend-instance'), 'first');
});

test('a filtered prompt is a BadRequestError that keeps what the filter found', async () => {
    const error = await errorOf(client.chat.completions.create(asks('trigger-prompt-filter')));
    assert.ok(error instanceof openai.BadRequestError);
    assert.equal(error.code, 'content_filter');
    assert.equal(error.error.innererror.code, 'ResponsibleAIPolicyViolation');
});

test('a body without a model is a BadRequestError of the gateway', async () => {
    const error = await errorOf(client.chat.completions.create({ messages: [] }));
    assert.ok(error instanceof openai.BadRequestError);
    assert.equal(error.code, 'missing_model');
});

test('every instance rate limited is a RateLimitError that says for how long', async () => {
    const limit = { kind: 'rate_limit', deployment: 'all-limited' };
    await breakInstance('first', { ...limit, retry_after: 9 });
    await breakInstance('second', { ...limit, retry_after: 3 });
    for (const stream of [false, true]) {
        const error = await errorOf(
            client.chat.completions.create({ ...asksForHello('all-limited'), stream }),
        );
        assert.ok(error instanceof openai.RateLimitError);
        assert.equal(error.code, 'all_targets_rate_limited');
        assert.match(error.message, /second\/all-limited/);
        const seconds = Number(error.headers.get('retry-after'));
        assert.ok(seconds >= 1 && seconds <= 3);
        assert.ok(Number(error.headers.get('retry-after-ms')) <= 3000);
    }
});

test('a limit that ends soon is waited for in place of the client', async () => {
    const limit = { kind: 'rate_limit', deployment: 'held', retry_after: 1, count: 1 };
    await breakInstance('first', limit);
    await breakInstance('second', limit);
    const { data, response } = await client.chat.completions
        .create(asksForHello('held'))
        .withResponse();
    assert.equal(data.choices[0].finish_reason, 'stop');
    const held = Number(response.headers.get('x-penstock-held-ms'));
    assert.ok(held >= 500 && held <= 5000, `held for ${held} ms`);
});

test("the package's own retry comes through once the limit is over", async () => {
    const limit = { kind: 'rate_limit', deployment: 'limited-once', retry_after: 1, count: 1 };
    await breakInstance('first', limit);
    await breakInstance('second', limit);
    const patient = openAiClient({ maxRetries: 2 });
    const answer = await patient.chat.completions.create(asksForHello('limited-once'));
    assert.equal(answer.choices[0].finish_reason, 'stop');
});

test('a wait of a day is not passed on to a client that would wait', async () => {
    const fault = { kind: 'retry_after_day', deployment: 'limited-for-a-day' };
    await breakInstance('first', fault);
    await breakInstance('second', fault);
    const patient = openAiClient({ maxRetries: 2 });
    const error = await errorOf(patient.chat.completions.create(asksForHello('limited-for-a-day')));
    assert.ok(error instanceof openai.RateLimitError);
    assert.equal(error.headers.get('x-should-retry'), 'false');
});

test('a stream that breaks off is an APIError and not a short answer', async () => {
    await breakInstance('first', { kind: 'cut', deployment: 'cut', after_events: 6 });
    const stream = await client.chat.completions.create({ ...asks('A story', 'cut'), stream: true });
    let chunks = 0;
    const error = await errorOf(
        (async () => {
            for await (const chunk of stream) {
                assert.equal(chunk.choices[0].finish_reason, null);
                ++chunks;
            }
        })(),
    );
    assert.ok(error instanceof openai.APIError, String(error));
    assert.equal(error.code, 'stream_interrupted');
    assert.ok(chunks > 0);
});
