import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { FaxOperation } from './provider';

type ByOperation = Partial<Record<FaxOperation, INodeProperties[]>>;

/** The parameters that only one service has; the shared ones come from its capabilities. */
export interface ServiceParameters {
	/** fields of an operation; `displayOptions` for the operation are added */
	fields?: ByOperation;
	/** further entries of an operation's Options collection */
	options?: ByOperation;
	/** further entries of a list's Filters collection */
	filters?: ByOperation;
	/** further resources: their operations and fields (fields with their own `displayOptions`) */
	resources?: Readonly<
		Record<string, { name: string; operations: INodePropertyOptions[]; fields: INodeProperties[] }>
	>;
	/** notices and fields of the trigger */
	trigger?: INodeProperties[];
}
