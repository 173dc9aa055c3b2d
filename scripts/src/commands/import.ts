import {lakeOptions} from '../config.ts'
import {importFile} from '../import/import-file.ts'
import {reportOf} from '../import/report.ts'
import {readArguments} from './arguments.ts'
import {usageOf} from './command.ts'
import type {Command} from './command.ts'

const options = {
  topic: {
    type: 'string',
    multiple: true,
    value: 'TOPIC',
    about: 'a topic of the article, made when there is none; may be given several times',
  },
  author: {
    type: 'string',
    multiple: true,
    value: '"NAME, MBA"',
    about: 'who wrote it, in place of what the file says; may be given several times',
  },
  image: {
    type: 'string',
    value: 'FILE',
    about:
      'the picture at the top: JPEG, PNG, WebP or AVIF, in place of the one that the file names',
  },
  slug: {
    type: 'string',
    value: 'SLUG',
    about: 'the last part of its address; without it made from the title',
  },
  draft: {type: 'boolean', about: 'keep it from readers until somebody publishes it in Studio'},
  replace: {
    type: 'boolean',
    about: 'overwrite what was changed in Studio since; without it such an article is refused',
  },
  'dry-run': {type: 'boolean', about: 'say what would happen, and write nothing'},
  ...lakeOptions,
} as const

/** `pnpm content import <file>`: a text, Markdown or HTML file as an article with its author and topics. */
export const importCommand: Command = {
  verb: 'import',
  usage:
    '<file> [--topic TOPIC]… [--author "NAME, MBA"]… [--image FILE] [--slug SLUG] [--draft] [--replace] [--dry-run]',
  about:
    'a .txt, .md or .html file as an article with its author, topics and picture; can be repeated',
  options,
  whenStopped:
    'An import is written whole or not at all: run it again, it finds out which. A picture that was sent alone is an unused picture.',
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
