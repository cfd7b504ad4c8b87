export { actionProperties, credentialsOf } from './description/actionProperties';
export { triggerProperties, triggerSubtitle } from './description/triggerProperties';
