/** The built package as the tables describe it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

export const root = fileURLToPath(new URL('../..', import.meta.url));

const built = (file) => require(path.join(root, file));

function instances(files) {
	return files.map((file) => {
		const name = path.basename(file).split('.')[0];
		return new (built(file)[name])();
	});
}

/** Everything that tables are made from: services, nodes, credentials, advice on failures. */
export function loadPackage() {
	const { n8n } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
	const providers = built('dist/nodes/FaxInbox/providers.js').allProviders();
	const nodes = instances(n8n.nodes).map(({ description }) => ({
		description,
		isTrigger: description.group.includes('trigger'),
		providers: providers.filter(({ credentials }) =>
			credentials.some(({ type }) => description.credentials.some(({ name }) => name === type)),
		),
	}));
	return {
		providers: [...providers].sort((a, b) => a.displayName.localeCompare(b.displayName, 'en')),
		nodes,
		credentials: instances(n8n.credentials),
		advice: built('dist/nodes/shared/failure.js').FAILURE_ADVICE,
	};
}

/** The page of a service, from the root of the repository. */
export const pageOf = ({ name }) => `docs/services/${name.toLowerCase()}.md`;

/** The nodes that belong to one service alone. */
export const nodesOf = ({ nodes }, provider) =>
	nodes.filter(({ providers }) => providers.length === 1 && providers[0] === provider);
