// Embeddings, legacy completions, models.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, openAiClient } from './harness.mjs';

const client = openAiClient();
const embeds = { model: 'text-embedding-3-small', input: ['the first text', 'another one'] };

// The package asks for base64 unless told otherwise, and decodes it.
test('embeddings are the same as numbers and as base64', async () => {
    const decoded = await client.embeddings.create(embeds);
    const numbers = await client.embeddings.create({ ...embeds, encoding_format: 'float' });
    const raw = await client.embeddings.create({ ...embeds, encoding_format: 'base64' });
    assert.equal(typeof raw.data[0].embedding, 'string');
    for (const [i, { embedding }] of numbers.data.entries()) {
        assert.equal(embedding.length, 1536);
        assert.equal(decoded.data[i].embedding.length, 1536);
        assert.equal(decoded.data[i].index, i);
        for (const [j, number] of embedding.entries()) {
            assert.ok(Math.abs(number - decoded.data[i].embedding[j]) < 1e-6);
        }
    }
    assert.ok(decoded.usage.prompt_tokens > 0);
});

test('embeddings of fewer dimensions', async () => {
    const { data } = await client.embeddings.create({ ...embeds, dimensions: 256 });
    assert.ok(data.every(({ embedding }) => embedding.length === 256));
});

test('legacy completions, with and without a stream', async () => {
    const request = { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon a time' };
    const whole = await client.completions.create(request);
    assert.equal(whole.object, 'text_completion');
    assert.ok(whole.choices[0].text.length > 0);

    const chunks = await all(await client.completions.create({ ...request, stream: true }));
    assert.ok(chunks.every((chunk) => chunk.choices.length === 1 && !('usage' in chunk)));
    assert.ok(chunks.map((chunk) => chunk.choices[0].text).join('').length > 0);
    assert.ok(chunks.at(-1).choices[0].finish_reason);
});

test('the list of models, and one of them', async () => {
    const names = [];
    for await (const model of client.models.list()) {
        assert.equal(model.object, 'model');
        names.push(model.id);
    }
    assert.ok(names.includes('gpt-4o') && names.includes('text-embedding-3-small'));
    assert.equal((await client.models.retrieve('gpt-4o')).id, 'gpt-4o');
});
