import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * n8n-core keeps its settings in process-wide singletons that read the environment once. This file is
 * therefore imported before n8n-core, and everything that the environment decides belongs to the process,
 * not to one engine.
 */

/** Where n8n keeps documents: on disk (ids `filesystem-v2:…`, streamed) or inside the items as base64. */
export type BinaryMode = 'filesystem' | 'default';

// A developer's own n8n settings must neither change a test nor receive its files.
for (const name of Object.keys(process.env)) {
	if (name.startsWith('N8N_')) delete process.env[name];
}
process.env.N8N_ENCRYPTION_KEY = randomBytes(24).toString('base64');
// A silent logger prints nothing and leaves out no level: logs.ts captures all of them.
process.env.N8N_LOG_LEVEL = 'silent';

let folder: string | undefined;
let users = 0;

/**
 * Makes n8n's folder ready, a temporary one unless given, and counts one more user of it.
 * @throws Error when the process already works in another folder
 */
export async function openUserFolder(wanted?: string): Promise<string> {
	if (folder !== undefined && wanted !== undefined && wanted !== folder) {
		throw new Error('n8n-core reads its folder once: all engines of a process share one userFolder');
	}
	folder ??= wanted ?? (await mkdtemp(join(tmpdir(), 'n8n-harness-')));
	process.env.N8N_USER_FOLDER = folder;
	users++;
	await mkdir(folder, { recursive: true });
	return folder;
}

/** Counts one user less and removes the folder with everything in it after the last one. */
export async function closeUserFolder(): Promise<void> {
	users--;
	if (users > 0 || folder === undefined) return;
	await rm(folder, { recursive: true, force: true });
}
