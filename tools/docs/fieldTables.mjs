/** The parameters of the nodes and the fields of the credentials, from their descriptions. */
import { table } from './markdown.mjs';

const GROUPS = ['collection', 'fixedCollection'];
/** The column of a table that says where a parameter is shown. */
const SHOWN_FOR = 2;
/** A list of values longer than this is left to the editor. */
const MOST_VALUES = 12;

const sentence = (text) => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);

function valuesOf({ type, options }) {
	if (!['options', 'multiOptions'].includes(type) || !options || options.length > MOST_VALUES) return '';
	return `Values: ${options.map(({ value }) => `\`${value}\``).join(', ')}.`;
}

const defaultOf = ({ default: value, type }) =>
	['number', 'boolean', 'options'].includes(type) && value !== '' ? `\`${value}\`` : '';

function meaningOf(property) {
	return [sentence(property.description ?? property.hint ?? ''), valuesOf(property)]
		.filter(Boolean)
		.join(' ');
}

/** What a node lets people set: `path` names the collections that an entry is in. */
function* entries(properties, path = [], shown = undefined) {
	for (const property of properties) {
		if (['notice', 'hidden'].includes(property.type)) continue;
		const where = property.displayOptions?.show ?? shown;
		if (!GROUPS.includes(property.type)) {
			yield { property, path, shown: where };
			continue;
		}
		const inside = [...path, property];
		for (const entry of property.options) {
			const isGroup = entry.values !== undefined;
			yield* entries(isGroup ? entry.values : [entry], inside, where);
		}
	}
}

/** The operations that a parameter is shown for, as people read them; null where nothing limits it. */
function operationNames(description, shown) {
	const named = (name, resource) =>
		description.properties.find(
			(property) =>
				property.name === name &&
				(resource === undefined || property.displayOptions?.show?.resource?.includes(resource)),
		).options;
	const [resource] = shown?.resource ?? [];
	if (resource === undefined || shown.operation === undefined) return null;
	const operations = named('operation', resource);
	const names = operations
		.filter(({ value }) => shown.operation === null || shown.operation.includes(value))
		.map(({ name }) =>
			resource === 'fax'
				? name
				: `${named('resource').find(({ value }) => value === resource).name}: ${name}`,
		);
	return names;
}

/** The resources that a parameter is limited to, as people read them. */
function resourceNames({ properties }, shown) {
	const { options } = properties.find(({ name }) => name === 'resource') ?? {};
	return (shown?.resource ?? []).map((value) => options.find((option) => option.value === value).name);
}

/** The operations on faxes that the nodes of these services have, by the names people read. */
function faxOperations(nodes, by) {
	const own = nodes.filter(({ providers }) => providers.some(({ name }) => by.has(name)));
	return new Set(
		own.flatMap(({ description }) => operationNames(description, { resource: ['fax'], operation: null })),
	);
}

/** More names than this are told by those that are missing, if these are few. */
const MANY_NAMES = 5;
const FEW_NAMES = 3;

function shownFor(nodes, { everywhere, resources, names, by }) {
	if (everywhere) return resources.size === 0 ? 'always' : `resource ${[...resources].join(', ')}`;
	const all = faxOperations(nodes, by);
	const missing = [...all].filter((name) => !names.has(name));
	const others = [...names].filter((name) => !all.has(name));
	if (names.size - others.length <= MANY_NAMES || missing.length > FEW_NAMES) return [...names].join(', ');
	const exception = missing.length === 0 ? '' : ` except ${missing.join(', ')}`;
	return [`every operation on faxes${exception}`, ...others].join('; ');
}

/** The same for all services, or for each its own: `5 (One), 3 (Other)`. */
function perService(data, valueByProvider, join) {
	const values = [...valueByProvider];
	if (new Set(values.map(([, value]) => value)).size === 1) return values[0][1];
	const nameOf = (name) => data.providers.find((provider) => provider.name === name).displayName;
	return join(values.map(([name, value]) => [nameOf(name), value]));
}

/** What the parameter means; where services differ, each with its own words. */
function meanings(data, { meant, values, inCollection }) {
	const options = values.size > 0 ? { options: [...values.values()] } : {};
	const each = (valueOf) => new Map([...meant].map(([name, property]) => [name, valueOf(property)]));
	const texts = perService(
		data,
		each((property) => meaningOf({ ...property, ...options })),
		(list) => list.map(([name, text]) => `${name}: ${text}`).join(' '),
	);
	// Within a collection it is only what a new entry starts with.
	if (inCollection) return texts;
	const defaults = perService(data, each(defaultOf), (list) => {
		const own = list.filter(([, value]) => value !== '').map(([name, value]) => `${value} (${name})`);
		return `Default: ${own.join(', ')}`;
	});
	if (defaults === '') return texts;
	return `${texts} ${defaults.startsWith('Default') ? defaults : `Default: ${defaults}`}.`.trim();
}

/** Parameters of the same name in several nodes become one row. */
function rowsOf(data, nodes, accepts) {
	const rows = new Map();
	for (const { description, providers } of nodes) {
		for (const entry of entries(description.properties)) {
			if (!accepts(entry)) continue;
			const { property, path, shown } = entry;
			const title = [...path.slice(1), property].map(({ displayName }) => displayName).join(' → ');
			const key = [title, property.name, shown?.resource].join('\n');
			const row = rows.get(key) ?? {
				title,
				property,
				inCollection: path.length > 0,
				names: new Set(),
				by: new Set(),
				everywhere: false,
				resources: new Set(),
				values: new Map(),
				meant: new Map(),
			};
			for (const { name } of providers) {
				row.by.add(name);
				row.meant.set(name, row.meant.get(name) ?? property);
			}
			for (const option of property.options ?? []) row.values.set(option.value, option);
			const names = operationNames(description, shown);
			if (names === null) row.everywhere = true;
			if (names === null) for (const name of resourceNames(description, shown)) row.resources.add(name);
			for (const name of names ?? []) row.names.add(name);
			rows.set(key, row);
		}
	}
	return merged(
		[...rows.values()].map((row) => {
			const services = data.providers.filter(({ name }) => row.by.has(name));
			return [
				`**${row.title}**`,
				`\`${row.property.name}\``,
				shownFor(nodes, row),
				services.length === data.providers.length
					? 'all'
					: services.map(({ displayName }) => displayName).join(', '),
				meanings(data, row),
			];
		}),
	);
}

/** Rows that differ only in where they are shown become one. */
function merged(rows) {
	const result = new Map();
	for (const row of rows) {
		const key = row.filter((_cell, column) => column !== SHOWN_FOR).join('\n');
		const known = result.get(key);
		if (known) known[SHOWN_FOR] = `${known[SHOWN_FOR]}; ${row[SHOWN_FOR]}`;
		else result.set(key, row);
	}
	return [...result.values()];
}

const actionNodes = ({ nodes }) => nodes.filter(({ isTrigger }) => !isTrigger);
const HEAD = ['Parameter', 'Name in workflows', 'Shown for', 'Services', 'Meaning'];
const withoutPlace = (row) => row.filter((_cell, column) => column !== SHOWN_FOR);
const byTitle = ([a], [b]) => a.localeCompare(b, 'en');
const isIn = (collection) => (entry) => entry.path[0]?.name === collection;

/** The fields of the action nodes, in the order of the editor. */
export const fields = (data) =>
	table(
		HEAD,
		rowsOf(data, actionNodes(data), ({ path }) => path.length === 0),
	);

/** What the collection Options of the action nodes may hold. */
export const options = (data) => table(HEAD, rowsOf(data, actionNodes(data), isIn('options')).sort(byTitle));

/** What other collections of the action nodes may hold, such as Filters. */
export function filters(data) {
	const others = ({ path }) => path.length > 0 && path[0].name !== 'options';
	return table(HEAD, rowsOf(data, actionNodes(data), others).sort(byTitle));
}

/** All that the triggers let people set. */
export function trigger(data) {
	const triggers = data.nodes.filter(({ isTrigger }) => isTrigger);
	return table(withoutPlace(HEAD), rowsOf(data, triggers, () => true).map(withoutPlace));
}

/** The fields of every credential that people fill in. */
export function credentials({ credentials: all }) {
	return [...all]
		.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'))
		.map(({ displayName, name, properties }) => {
			const rows = properties
				.filter(({ type }) => !['hidden', 'notice'].includes(type))
				.map((property) => [
					`**${property.displayName}**`,
					`\`${property.name}\``,
					property.required ? 'yes' : 'no',
					property.type === 'string' && property.default !== '' ? `\`${property.default}\`` : '',
					meaningOf(property),
				]);
			const heading = `### Fields of ${displayName}\n\nCredential type \`${name}\`.`;
			return `${heading}\n\n${table(['Field', 'Name', 'Required', 'Default', 'Meaning'], rows)}`;
		})
		.join('\n\n');
}
