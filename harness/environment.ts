import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
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

/** What the process has settled on while engines are open. */
interface Settings {
	userFolder: string;
	/** False for a folder of the caller, which is left alone at the end. */
	ownFolder: boolean;
	binaryMode: BinaryMode;
	engines: number;
}

let settings: Settings | undefined;

/**
 * Makes n8n's folder ready, a temporary one unless given, and counts one more engine.
 * @returns where documents are kept
 * @throws Error when open engines have settled on something else, or n8n-core on another folder
 */
export async function openEnvironment(userFolder?: string, binaryMode?: BinaryMode): Promise<BinaryMode> {
	// Without a pause before the assignment: engines may be started side by side.
	settings ??= {
		userFolder: userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-harness-')),
		ownFolder: userFolder === undefined,
		binaryMode: binaryMode ?? 'filesystem',
		engines: 0,
	};
	const current = settings;
	if (userFolder !== undefined && userFolder !== current.userFolder) {
		throw new Error('n8n-core reads its folder once: all engines of a process share one userFolder');
	}
	if (current.engines === 0) current.binaryMode = binaryMode ?? 'filesystem';
	if (binaryMode !== undefined && binaryMode !== current.binaryMode) {
		throw new Error('Open engines share one binaryMode: close them before choosing another');
	}
	current.engines++;
	process.env.N8N_USER_FOLDER = current.userFolder;
	await mkdir(current.userFolder, { recursive: true });
	return current.binaryMode;
}

/** Counts one engine less and removes the temporary folder with everything in it after the last one. */
export async function closeEnvironment(): Promise<void> {
	if (!settings || --settings.engines > 0 || !settings.ownFolder) return;
	// Executions that were cut off may still be writing their documents.
	await rm(settings.userFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
