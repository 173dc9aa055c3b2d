import {lakeOptions} from '../config.ts'
import {importFile} from '../import/import-file.ts'
import {reportOf} from '../import/report.ts'
import {readArguments} from './arguments.ts'
import {usageOf} from './command.ts'
import type {Command} from './command.ts'

/** `pnpm content import <file>`: a text, Markdown or HTML file as an article with its author and topics. */
export const importCommand: Command = {
  verb: 'import',
  usage:
    '<file> [--topic TOPIC]… [--author "NAME, MBA"]… [--image FILE] [--slug SLUG] [--draft] [--replace] [--dry-run]',
  about: 'a .txt, .md or .html file as an article with its author, topics and picture',
  async run(args, operator) {
    const {values, positionals} = readArguments(args, usageOf(importCommand), options, 1)
    const {documents} = await operator.lake(values)
    const file = positionals[0] ?? ''
    const imported = await importFile(operator.path(file), documents, {
      topics: values.topic ?? [],
      authors: values.author ?? [],
      ...(values.image ? {image: operator.path(values.image)} : {}),
      ...(values.slug ? {slug: values.slug} : {}),
      draft: values.draft ?? false,
      replace: values.replace ?? false,
      dryRun: values['dry-run'] ?? false,
    })
    operator.print(reportOf(file, imported, {draft: values.draft, dryRun: values['dry-run']}))
  },
}

const options = {
  ...lakeOptions,
  topic: {type: 'string', multiple: true},
  author: {type: 'string', multiple: true},
  image: {type: 'string'},
  slug: {type: 'string'},
  draft: {type: 'boolean'},
  replace: {type: 'boolean'},
  'dry-run': {type: 'boolean'},
} as const
