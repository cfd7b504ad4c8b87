import { type INodeProperties, type INodePropertyOptions, type INodeTypes, Workflow } from 'n8n-workflow';
import { builtNodes } from './support';

const nodes = builtNodes().map(({ instance }) => [instance.description.name, instance] as const);

/** Every property of a description, those inside collections and pickers included. */
function allOf(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option as INodeProperties] : [],
		);
		return [property, ...allOf(inner), ...allOf((property.modes ?? []) as unknown as INodeProperties[])];
	});
}

/** What n8n shows below a node with these parameters. */
function subtitle(name: string, parameters: Record<string, string | string[]>): unknown {
	const [, instance] = nodes.find(([known]) => known === name)!;
	const nodeTypes = {
		getByNameAndVersion: () => instance,
		getByName: () => instance,
	} as unknown as INodeTypes;
	const node = {
		id: '1',
		name: 'Node',
		type: name,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters,
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(
		workflow.getNode('Node')!,
		instance.description.subtitle,
		'internal',
		{},
	);
}

const withEvents = nodes
	.map(([name, { description }]) => ({
		name,
		chosen: description.properties.find((property) => ['events', 'service'].includes(property.name)),
	}))
	.filter(({ name, chosen }) => name.endsWith('Trigger') && chosen !== undefined);

it('finds every trigger', () => {
	expect(withEvents).toHaveLength(nodes.filter(([name]) => name.endsWith('Trigger')).length);
});

describe.each(withEvents)('below $name on the canvas', ({ name, chosen }) => {
	const options = chosen!.options as INodePropertyOptions[];

	it('stand the names of what is chosen', () => {
		for (const { name: title, value } of options) {
			expect(subtitle(name, { [chosen!.name]: String(value) })).toBe(title);
		}
		const several = options.slice(0, 2);
		expect(subtitle(name, { [chosen!.name]: several.map(({ value }) => String(value)) })).toBe(
			several.map(({ name: title }) => title).join(', '),
		);
	});

	it('stands a value that has no name as it is', () => {
		expect(subtitle(name, { [chosen!.name]: ['somethingNew'] })).toBe('somethingNew');
	});
});

describe.each(nodes)('the panel of %s', (_name, { description }) => {
	const properties = allOf(description.properties);

	it('writes notices with the few tags that n8n shows there', () => {
		const texts = properties.filter(({ type }) => type === 'notice').map(({ displayName }) => displayName);
		const tags = texts.flatMap((text) => [...text.matchAll(/<\/?(\w+)/g)].map(([, tag]) => tag));
		expect(tags.filter((tag) => !['a', 'ul', 'li'].includes(tag))).toEqual([]);
	});

	it('names the ways to pick something so that the names fit into their small field', () => {
		const modes = properties.flatMap((property) => property.modes ?? []);
		expect(
			modes.map(({ displayName }) => displayName).filter((mode) => mode.length > 'From List'.length),
		).toEqual([]);
		expect(modes.filter(({ displayName }) => displayName.startsWith('By '))).toEqual([]);
	});
});
