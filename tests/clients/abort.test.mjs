// A client that goes away must not be paid for: the upstream call ends with it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { asks, breakInstance, counts, openAiClient, openai, repair, until } from './harness.mjs';

const client = openAiClient();
const request = { ...asks('Tell a long story', 'slow'), stream: true };

after(() => repair('first'));

// Silent in the middle, so that the answer cannot end before the client does.
const stall = (fault) => breakInstance('first', { kind: 'stall', deployment: 'slow', ...fault });

async function isCancelledBy(leave) {
    const before = (await counts('first', 'slow')).cancelled;
    await leave();
    await until(async () => {
        const now = await counts('first', 'slow');
        return now.cancelled === before + 1 && now.in_flight === 0;
    });
}

test('abort() in the middle of a stream', async () => {
    await stall({ after_events: 6 });
    await isCancelledBy(async () => {
        const stream = await client.chat.completions.create(request);
        for await (const chunk of stream) {
            if (chunk.choices[0].delta.content) {
                stream.controller.abort();
            }
        }
    });
});

test('leaving the loop in the middle of a stream', async () => {
    await stall({ after_events: 6 });
    await isCancelledBy(async () => {
        for await (const chunk of await client.chat.completions.create(request)) {
            if (chunk.choices[0].delta.content) {
                break;
            }
        }
    });
});

test('a signal before the answer begins', async () => {
    await stall({});
    await isCancelledBy(async () => {
        const controller = new AbortController();
        const answer = client.chat.completions.create(request, { signal: controller.signal });
        const isAborted = assert.rejects(answer, openai.APIUserAbortError);
        await until(async () => (await counts('first', 'slow')).in_flight === 1);
        controller.abort();
        await isAborted;
    });
});

test("the client's own timeout", async () => {
    await stall({});
    await isCancelledBy(async () => {
        const answer = client.chat.completions.create({ ...request, stream: false }, { timeout: 300 });
        await assert.rejects(answer, openai.APIConnectionTimeoutError);
    });
});
