import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pinnedHost } from '../../start/pinnedHost';

/** The programs beside n8n that queue mode needs. */
export interface Programs {
	redisServer: string;
	postgres: string;
	initdb: string;
	psql: string;
}

/** Who runs PostgreSQL, which refuses to run as root. */
export interface User {
	uid?: number;
	gid?: number;
}

const POSTGRES_HOME = '/usr/lib/postgresql';

/** Debian keeps most of PostgreSQL's programs out of the way, in a folder for each version. */
function foldersOfPostgres(): string[] {
	if (!existsSync(POSTGRES_HOME)) return [];
	const versions = readdirSync(POSTGRES_HOME).sort((a, b) => Number(b) - Number(a));
	return versions.map((version) => join(POSTGRES_HOME, version, 'bin'));
}

function pathOf(program: string): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...foldersOfPostgres()];
	return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** @returns the programs, or why the tests cannot run here and how they can */
export function findPrograms(): Programs | { missing: string } {
	const redisServer = pathOf('redis-server');
	const [postgres, initdb, psql] = ['postgres', 'initdb', 'psql'].map(pathOf);
	const missing: string[] = [];
	if (redisServer === undefined) missing.push('redis-server');
	if (postgres === undefined || initdb === undefined || psql === undefined) missing.push('postgresql');
	if (missing.length > 0) {
		return {
			missing: `${missing.join(' and ')} missing; on Debian: apt-get install -y ${missing.join(' ')}`,
		};
	}
	if (!existsSync(pinnedHost(join(__dirname, '../../host')).n8n)) {
		return { missing: 'n8n is not installed in host/: npx tsx start/install.ts' };
	}
	return { redisServer: redisServer!, postgres: postgres!, initdb: initdb!, psql: psql! };
}

/** A user without rights for PostgreSQL if this is root, else this one. */
export function postgresUser(): User {
	if (process.getuid?.() !== 0) return {};
	const users = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'));
	for (const wanted of ['postgres', 'nobody']) {
		const user = users.find(([name]) => name === wanted);
		if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
	}
	return {};
}
