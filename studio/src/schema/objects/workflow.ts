/** Where an article stands on its way to readers. */
import {defineField} from 'sanity'

export const workflowStates = [
  {title: 'Draft', value: 'draft'},
  {title: 'In review', value: 'review'},
  {title: 'Approved', value: 'approved'},
]

export const workflowField = defineField({
  name: 'workflow',
  title: 'Workflow',
  description: 'Where the article stands on its way to readers.',
  type: 'object',
  options: {collapsible: false},
  fields: [
    defineField({
      name: 'state',
      title: 'State',
      description: '“In review” puts the article on the reviewers’ list.',
      type: 'string',
      options: {list: workflowStates, layout: 'radio', direction: 'horizontal'},
      initialValue: 'draft',
    }),
    defineField({
      name: 'assignee',
      title: 'Whose turn it is',
      description: 'The name of the person who works on it next.',
      type: 'string',
    }),
    defineField({
      name: 'approvedBy',
      title: 'Approved by',
      description: 'The name of the person who read it and agreed that it may go out.',
      type: 'string',
      hidden: ({parent}) => parent?.state !== 'approved',
    }),
  ],
})
