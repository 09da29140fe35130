import { z } from 'zod';
import { neighborSchema } from './neighbor.js';
import { processSchema } from './process.js';

/** JSON Schema as plain data. */
type Schema = { [key: string]: unknown };

/**
 * JSON Schema (draft 2020-12) of `ConfigurationSettings` as JSON has them, for editors and for programs that make
 * configurations. What it refuses is refused when they are read; what depends on several settings together, and what stands in
 * texts, is checked only then. Each call gives a new object.
 */
export function configurationJsonSchema(): Record<string, unknown> {
  const neighbor = jsonSchemaOf(neighborSchema);
  const session = at(neighbor, 'session');
  const required = session['required'];
  const names: Schema = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
  const properties: Schema = {
    ...(neighbor['properties'] as Schema),
    session: without(session, 'required'),
    holdTime: { ...at(neighbor, 'holdTime'), not: { enum: [1, 2] } },
    routes: { ...names, default: '' },
    api: { anyOf: [at(neighbor, 'api')['items'], without(at(neighbor, 'api'), 'default')] },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'configuration',
    type: 'object',
    properties: {
      neighbors: { type: 'array', items: { $ref: '#/$defs/neighbor' } },
      processes: { type: 'array', items: without(jsonSchemaOf(processSchema), '$schema') },
      templates: { type: 'object', additionalProperties: { $ref: '#/$defs/template' } },
    },
    required: ['neighbors'],
    additionalProperties: false,
    $defs: {
      template: { type: 'object', properties, additionalProperties: false },
      neighbor: {
        type: 'object',
        properties: { ...properties, template: names },
        additionalProperties: false,
        // What is missing may stand in a template.
        if: { not: { required: ['template'] } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nobody awaits it.
        then: { required: ['session'], properties: { session: { required } } },
      },
    },
  };
}

function jsonSchemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
}

function at(schema: Schema, property: string): Schema {
  return (schema['properties'] as Record<string, Schema>)[property]!;
}

function without({ ...schema }: Schema, key: string): Schema {
  delete schema[key];
  return schema;
}
