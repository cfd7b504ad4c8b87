import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from './connection';
import { toNodeError } from './nodeErrors';
import type { Http, Provider } from './provider';

/** One entry of a searchable list. */
export interface Choice {
	name: string;
	value: string;
}

/**
 * The search behind a list that the service feeds, for `methods.listSearch`.
 * @param choices all that there is to choose from
 * @param matches whether a choice fits what the user has typed; by default, whether its name holds that text
 */
export function pickerOf<C extends Choice>(
	provider: Provider,
	choices: (http: Http) => AsyncIterable<C>,
	matches: (choice: C, filter: string) => boolean = ({ name }, filter) =>
		name.toLowerCase().includes(filter.toLowerCase()),
) {
	return async function search(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const results: INodeListSearchResult['results'] = [];
		try {
			const service = await connect(this, provider);
			for await (const choice of choices(service.http())) {
				if (!filter || matches(choice, filter)) results.push({ name: choice.name, value: choice.value });
			}
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
		return { results };
	};
}
