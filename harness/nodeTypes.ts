import { realpathSync } from 'node:fs';
import { PackageDirectoryLoader, UnrecognizedNodeTypeError } from 'n8n-core';
import {
	NodeHelpers,
	type ICredentialType,
	type IDataObject,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';
import { builtInCredentials, builtInNodes } from './builtIn';

/** n8n's own loader over a built package: reads `n8n.nodes` and `n8n.credentials` of its package.json. */
export interface LoadedPackage {
	readonly name: string;
	readonly loader: PackageDirectoryLoader;
}

// n8n loads a package once in a process, and loading has side effects on the descriptions; so it is here.
const packages = new Map<string, Promise<LoadedPackage>>();

/**
 * Loads the built package in `packageRoot` as n8n does at start.
 * @throws what n8n throws for a class, an icon or a description that it does not accept
 */
export async function loadPackage(packageRoot: string): Promise<LoadedPackage> {
	const root = realpathSync(packageRoot);
	let loaded = packages.get(root);
	if (!loaded) {
		loaded = (async () => {
			const loader = new PackageDirectoryLoader(root);
			await loader.loadAll();
			return { name: loader.packageName, loader };
		})();
		packages.set(root, loaded);
		loaded.catch(() => packages.delete(root));
	}
	return await loaded;
}

/** The node types an engine knows: the package's, the built-in ones, and those that a caller adds. */
export class NodeTypes implements INodeTypes {
	constructor(
		private readonly pkg: LoadedPackage,
		private readonly extra: Readonly<Record<string, INodeType>> = {},
	) {}

	/** The full type name (`package.name`) of a short one; a full name stays. */
	fullName(type: string): string {
		return type.includes('.') ? type : `${this.pkg.name}.${type}`;
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		const own = this.extra[type] ?? builtInNodes[type];
		if (own) return own;
		const prefix = `${this.pkg.name}.`;
		if (!type.startsWith(prefix)) {
			throw new UnrecognizedNodeTypeError(type.split('.')[0] ?? type, type.split('.')[1] ?? '');
		}
		return this.pkg.loader.getNode(type.slice(prefix.length)).type;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes(): IDataObject {
		return this.pkg.loader.known.nodes as unknown as IDataObject;
	}

	/** The newest version of a node, the one that a freshly placed node gets. */
	newestVersion(type: string): number {
		const node = this.getByName(type);
		if ('nodeVersions' in node) return node.currentVersion;
		const { defaultVersion, version } = node.description;
		return defaultVersion ?? Math.max(...[version].flat());
	}
}

/** The credential types an engine knows: the package's and n8n's own that they extend. */
export class CredentialTypes {
	constructor(private readonly pkg: LoadedPackage) {}

	/** @throws n8n's UnrecognizedCredentialTypeError for a type that the package does not have */
	getByName(type: string): ICredentialType {
		return builtInCredentials[type] ?? this.pkg.loader.getCredential(type).type;
	}

	/** All types that a type extends, directly or not. */
	getParentTypes(type: string): string[] {
		const parents = this.getByName(type).extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	/** Full names of the package's nodes that use the type. */
	getSupportedNodes(type: string): string[] {
		const short = this.pkg.loader.known.credentials[type]?.supportedNodes ?? [];
		return short.map((name) => `${this.pkg.name}.${name}`);
	}
}
