/** Publishing: each press of Publish has an outcome, and the editor is told which (docs/decisions/0070). */
import {definePlugin} from 'sanity'
import {publishAction} from './action.ts'
import {Outcomes} from './Outcomes.tsx'
import {WithShortcut} from './WithShortcut.tsx'

export const publication = definePlugin({
  name: 'publication',
  document: {
    actions: (actions) =>
      actions.map((action) => (action.action === 'publish' ? publishAction(action) : action)),
    components: {unstable_layout: WithShortcut},
  },
  studio: {components: {layout: Outcomes}},
})
