// What the tests share: the clients, pointed at the gateway as a person would, and the control API of
// the simulated Azure behind it. run.sh sets the variables.
import { pathToFileURL } from 'node:url';

const gateway = process.env.PENSTOCK_ADDRESS;
const control = process.env.SIM_CONTROL;

// The packages are in the cache folder, where an `import` by name does not look.
const entry = pathToFileURL(`${process.env.PENSTOCK_CLIENT_PACKAGES}/node_modules/openai/index.mjs`);
export const openai = await import(entry);

// No retries of its own: what the gateway does is to be seen.
export function openAiClient(options = {}) {
    return new openai.OpenAI({ baseURL: `${gateway}/v1`, apiKey: 'penstock', maxRetries: 0, ...options });
}

export function azureClient(options = {}) {
    return new openai.AzureOpenAI({
        endpoint: gateway,
        apiKey: 'penstock',
        apiVersion: '2024-10-21',
        maxRetries: 0,
        ...options,
    });
}

export const asks = (content, model = 'gpt-4o') => ({ model, messages: [{ role: 'user', content }] });
export const hello = 'Hello from a simulated Azure: 12 °C, 3 €, ¿qué tal? 👋';
export const asksForHello = (model) => asks('Say hello', model);

export async function all(stream) {
    const chunks = [];
    for await (const chunk of stream) {
        chunks.push(chunk);
    }
    return chunks;
}

export const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');

async function simulation(path, options) {
    const answer = await fetch(control + path, options);
    const body = await answer.json();
    if (!answer.ok) {
        throw new Error(`${path}: ${body.error?.message}`);
    }
    return body;
}

// From now on, in place of the faults that the instance had.
export async function breakInstance(instance, fault) {
    await simulation(`/${instance}/fault`, { method: 'PUT', body: JSON.stringify(fault) });
}

export async function repair(...instances) {
    for (const instance of instances) {
        await simulation(`/${instance}/fault`, { method: 'DELETE' });
    }
}

export async function counts(instance, deployment) {
    return (await simulation(`/${instance}`)).deployments[deployment];
}

// What the other side notices a little later than we do; the time limit of the test ends it.
export async function until(holds) {
    while (!(await holds())) {
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
