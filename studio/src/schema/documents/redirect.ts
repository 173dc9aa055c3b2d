/** A redirect: an address that once worked, and what its readers get now. */
import {TransferIcon} from '@sanity/icons/Transfer'
import {defineField, defineType} from 'sanity'
import {surroundingsAt} from '../../addresses/surroundings.ts'
import {redirectChainProblem, redirectReuseProblem} from '../../rules/redirect-table.ts'
import {redirectFromProblem, redirectToProblem} from '../../rules/redirect.ts'

export const redirect = defineType({
  name: 'redirect',
  title: 'Redirect',
  type: 'document',
  icon: TransferIcon,
  fields: [
    defineField({
      name: 'from',
      title: 'Old path',
      description: 'The address that no longer exists, from the first slash on: /blog/old-title.',
      type: 'string',
      validation: (rule) => [
        rule.required().error('Write the old path.'),
        rule.custom((value) => redirectFromProblem(value) ?? true),
        rule.custom(async (from, context) => {
          if (!from || redirectFromProblem(from) || !context.document) return true
          const redirect = {...context.document, from}
          const around = await surroundingsAt(context, {id: redirect._id, paths: [from]})
          return redirectReuseProblem(redirect, around) ?? true
        }),
      ],
    }),
    defineField({
      name: 'gone',
      title: 'Gone for good',
      description: 'Nothing replaces the page. Search engines then forget it sooner.',
      type: 'boolean',
      initialValue: false,
    }),
    defineField({
      name: 'to',
      title: 'New address',
      description: 'A path on this site, or a whole address elsewhere.',
      type: 'string',
      hidden: ({document}) => Boolean(document?.gone) && !document?.to,
      validation: (rule) => [
        rule.custom((value, {document}) => {
          const {from, gone} = (document ?? {}) as {from?: string; gone?: boolean}
          return redirectToProblem({from, gone, to: value}) ?? true
        }),
        rule.custom(async (to, context) => {
          if (!to || !context.document) return true
          const redirect = {...context.document, to}
          const around = await surroundingsAt(context, {id: redirect._id, paths: [to]})
          return redirectChainProblem(redirect, around) ?? true
        }),
      ],
    }),
    defineField({
      name: 'permanent',
      title: 'Permanent',
      description: 'Leave it on unless the old page will come back.',
      type: 'boolean',
      initialValue: true,
      hidden: ({document}) => Boolean(document?.gone),
    }),
  ],
  orderings: [{name: 'from', title: 'Old path, A to Z', by: [{field: 'from', direction: 'asc'}]}],
  preview: {
    select: {from: 'from', to: 'to', gone: 'gone'},
    prepare: ({from, to, gone}) => ({
      title: from || 'New redirect',
      subtitle: gone ? 'Gone for good' : `→ ${to || 'nowhere yet'}`,
      media: TransferIcon,
    }),
  },
})
