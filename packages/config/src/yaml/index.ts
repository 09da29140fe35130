export { configurationFromYaml } from './configuration-yaml.js';
export { parseYaml, type YamlErrorDetails } from './yaml.js';
