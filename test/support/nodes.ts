import type { INodeType } from 'n8n-workflow';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './bench';

/** A node of the built package by its short type name. Throws when the package has none of that name. */
export function builtNode(name: string): INodeType {
	const { n8n } = require(join(PACKAGE_ROOT, 'package.json')) as { n8n: { nodes: string[] } };
	for (const file of n8n.nodes) {
		for (const Node of Object.values(
			require(join(PACKAGE_ROOT, file)) as Record<string, new () => INodeType>,
		)) {
			const node = new Node();
			if (node.description.name === name) return node;
		}
	}
	throw new Error(`The package has no node ${name}`);
}
