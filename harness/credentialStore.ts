import { randomUUID } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What a node keeps of a credential: a reference, never the data. */
export class CredentialReference {
	constructor(
		readonly id: string,
		readonly name: string,
		readonly type: string,
	) {}
}

interface Entry {
	reference: CredentialReference;
	data: ICredentialDataDecryptedObject;
}

/** n8n's credential table: data by id. Everything goes in and out as a copy, as through a database. */
export class CredentialStore {
	private readonly entries = new Map<string, Entry>();

	add(
		type: string,
		data: ICredentialDataDecryptedObject,
		name = `${type} account`,
		id: string = randomUUID(),
	): CredentialReference {
		const reference = new CredentialReference(id, name, type);
		this.entries.set(reference.id, { reference, data: structuredClone(data) });
		return reference;
	}

	/** @throws Error for an id that is not stored under this type */
	find(id: string | null, type: string): Entry {
		const entry = id === null ? undefined : this.entries.get(id);
		if (entry?.reference.type !== type) throw new Error(`No stored credential of type "${type}" has this id`);
		return { ...entry, data: structuredClone(entry.data) };
	}

	/** @throws Error for an id that is not stored under this type */
	replace(id: string | null, type: string, data: ICredentialDataDecryptedObject): void {
		const { reference } = this.find(id, type);
		this.entries.set(reference.id, { reference, data: structuredClone(data) });
	}
}
