import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from './connection';
import { toNodeError } from './nodeErrors';
import type { AccountNumber, Provider } from './provider';
import { digitsOf } from './numbers';

function matches({ number, label }: AccountNumber, filter: string): boolean {
	const digits = digitsOf(filter);
	return (
		label.toLowerCase().includes(filter.toLowerCase()) || (digits !== '' && digitsOf(number).includes(digits))
	);
}

/** The search behind the From list: the account's usable numbers. */
export function numberSearch(provider: Provider) {
	return async function searchNumbers(
		this: ILoadOptionsFunctions,
		filter?: string,
	): Promise<INodeListSearchResult> {
		const results: INodeListSearchResult['results'] = [];
		try {
			const service = await connect(this, provider);
			for await (const number of provider.listNumbers!(service.http())) {
				if (!number.usable || (filter && !matches(number, filter))) continue;
				results.push({ name: number.label, value: number.number });
			}
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
		return { results };
	};
}
