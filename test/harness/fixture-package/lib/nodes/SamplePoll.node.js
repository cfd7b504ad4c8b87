'use strict';

exports.SamplePoll = class SamplePoll {
	constructor() {
		this.description = {
			displayName: 'Sample Poll Trigger',
			name: 'samplePoll',
			group: ['trigger'],
			version: 1,
			description: 'Counts',
			defaults: { name: 'Sample Poll Trigger' },
			polling: true,
			inputs: [],
			outputs: ['main'],
			properties: [],
		};
	}

	async poll() {
		const memory = this.getWorkflowStaticData('node');
		const count = Number(memory.count ?? 0) + 1;
		if (this.getMode() === 'manual') return [[{ json: { sample: true } }]];
		memory.count = count;
		return count > 2 ? null : [[{ json: { count } }]];
	}
};
