/** What changed in an article and when, for readers who come back. */
import {ClockIcon} from '@sanity/icons/Clock'
import {defineField, defineType} from 'sanity'

export const changeNote = defineType({
  name: 'changeNote',
  title: 'Change',
  type: 'object',
  icon: ClockIcon,
  initialValue: () => ({date: new Date().toISOString()}),
  fields: [
    defineField({
      name: 'date',
      title: 'When',
      description: 'The day of the change. The article’s “Updated” date follows the newest one.',
      type: 'datetime',
      validation: (rule) => rule.required().error('Say when the change was made.'),
    }),
    defineField({
      name: 'note',
      title: 'What changed',
      description: 'One sentence for readers: “Added a section on video interviews.”',
      type: 'text',
      rows: 2,
      validation: (rule) => rule.required().error('Say in a sentence what changed.'),
    }),
  ],
  preview: {
    select: {note: 'note', date: 'date'},
    prepare: ({note, date}) => ({
      title: note || 'New change',
      subtitle: date ? new Date(date).toLocaleDateString('en-CA', {dateStyle: 'long'}) : undefined,
    }),
  },
})
