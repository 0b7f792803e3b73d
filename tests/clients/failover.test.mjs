// The first instance fails before its answer begins: the client gets the second one's and no error.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { all, asksForHello, breakInstance, hello, openAiClient, repair, textOf } from './harness.mjs';

const client = openAiClient();

afterEach(() => repair('first', 'resetting', 'refusing'));

async function secondAnswers(model, attempts) {
    const whole = await client.chat.completions.create(asksForHello(model)).withResponse();
    assert.equal(whole.data.choices[0].message.content, hello);
    const stream = await client.chat.completions
        .create({ ...asksForHello(model), stream: true })
        .withResponse();
    assert.equal(textOf(await all(stream.data)), hello);
    for (const { response } of [whole, stream]) {
        assert.equal(response.headers.get('x-penstock-instance'), 'second');
    }
    assert.match(whole.response.headers.get('x-penstock-attempts'), attempts);
}

const failures = [
    ['limited', { kind: 'rate_limit', retry_after: 2 }, /^first:429:\d+ms,second:200$/],
    ['capped', { kind: 'capacity' }, /^first:429:\d+ms,second:200$/],
    ['failing', { kind: 'server_error' }, /^first:500:\d+ms,second:200$/],
    ['failing', { kind: 'timeout' }, /^first:408:\d+ms,second:200$/],
    ['unavailable', { kind: 'server_error', status: 503 }, /^first:503:\d+ms,second:200$/],
    ['page', { kind: 'html_error' }, /^first:502:\d+ms,second:200$/],
    ['missing', { kind: 'deployment_missing' }, /^first:404:\d+ms,second:200$/],
];

for (const [model, fault, attempts] of failures) {
    test(`${fault.kind} ${fault.status ?? ''}`, async () => {
        await breakInstance('first', { ...fault, deployment: model });
        await secondAnswers(model, attempts);
    });
}

test('reset before any byte', async () => {
    await breakInstance('resetting', { kind: 'reset' });
    await secondAnswers('reset', /^resetting:.*second:200$/);
});

test('nobody listens', async () => {
    await breakInstance('refusing', { kind: 'refuse', seconds: 60 });
    await secondAnswers('refused', /^refusing:.*second:200$/);
});

test('a wrong key', async () => {
    await secondAnswers('guarded', /^locked:401:\d+ms,second:200$/);
});

// Every event before the first word: the findings about the prompt, and the role.
for (const [status, after_events] of [[500, 0], [500, 1], [500, 2], [429, 1]]) {
    test(`${status} inside a stream that began with 200, after ${after_events} events`, async () => {
        await breakInstance('first', { kind: 'stream_error', deployment: 'late', status, after_events });
        const { data, response } = await client.chat.completions
            .create({ ...asksForHello('late'), stream: true })
            .withResponse();
        assert.equal(textOf(await all(data)), hello);
        const attempts = response.headers.get('x-penstock-attempts');
        assert.match(attempts, new RegExp(`^first:${status}:\\d+ms,second:200$`));
    });
}

test('a healthy first instance is used again', async () => {
    const { response } = await client.chat.completions.create(asksForHello()).withResponse();
    assert.equal(response.headers.get('x-penstock-instance'), 'first');
});
