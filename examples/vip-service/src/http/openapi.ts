import { z } from 'zod';
import { FAILURES } from '../failure.js';
import { ENDPOINTS, type Endpoint } from './endpoints.js';

type Json = Readonly<Record<string, unknown>>;

/** A schema as OpenAPI 3.1 has it, which is JSON Schema 2020-12. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const FAILURE = {
  type: 'object',
  required: ['success', 'data', 'error'],
  properties: {
    success: { const: false },
    data: { type: 'null' },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { enum: Object.keys(FAILURES) }, message: { type: 'string' } },
    },
  },
};

function operation({ summary, input, output, access }: Endpoint): Json {
  const schema = input && jsonSchema(input.schema, 'input');
  const properties = (schema?.['properties'] ?? {}) as Json;
  const inQuery = input?.from === 'query' || input?.from === 'either';
  const inBody = input?.from === 'body' || input?.from === 'either';
  return {
    summary,
    ...(inQuery && {
      parameters: Object.entries(properties).map(([name, property]) => ({
        name,
        in: 'query',
        required: input?.from === 'query',
        schema: property,
      })),
    }),
    ...(inBody && { requestBody: { required: input?.from === 'body', content: { 'application/json': { schema } } } }),
    security: access === 'open' ? [] : [{ [`${access}Token`]: [] }],
    responses: {
      200: {
        description: 'Done',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['success', 'data', 'error'],
              properties: { success: { const: true }, data: jsonSchema(output, 'output'), error: { type: 'null' } },
            },
          },
        },
      },
      default: {
        description: 'Not done',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  };
}

/** The description of the interface, made of the schemas that requests are checked against. */
export function openApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of ENDPOINTS) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'vip-service',
      version: '1.0.0',
      description: 'Virtual addresses of a load balancer, announced by BGP.',
    },
    paths,
    components: {
      schemas: { Failure: FAILURE },
      securitySchemes: {
        readToken: { type: 'http', scheme: 'bearer', description: 'server.read_token or server.write_token' },
        writeToken: { type: 'http', scheme: 'bearer', description: 'server.write_token' },
      },
    },
  };
}
