export { actionProperties, credentialsOf } from './description/actionProperties';
export { triggerProperties } from './description/triggerProperties';
