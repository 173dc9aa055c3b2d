/** The content model. Names and shapes are a contract with the site's queries, the importer and the lake's webhooks. */
import {documentTypes} from './documents/index.ts'
import {objectTypes} from './objects/index.ts'

export const schemaTypes = [...documentTypes, ...objectTypes]
