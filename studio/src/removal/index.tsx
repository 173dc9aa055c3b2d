/** Delete and Unpublish, for what readers can open: Sanity's own actions, with a dialog that asks what comes in its place. */
import {useState} from 'react'
import {definePlugin, type DocumentActionComponent} from 'sanity'
import {addressedTypes} from '../rules/address.ts'
import {RemovalDialog, type Deed} from './RemovalDialog.tsx'

function withSuccessor(original: DocumentActionComponent, deed: Deed): DocumentActionComponent {
  const Remove: DocumentActionComponent = (props) => {
    const action = original(props)
    const [isOpen, setOpen] = useState(false)
    const {published, draft, onComplete} = props
    const hasAddress = Boolean((published?.slug as {current?: string} | undefined)?.current)
    // A draft that nobody ever read leaves no address behind.
    if (!action || !published || !hasAddress) return action
    const close = () => {
      setOpen(false)
      onComplete()
    }
    return {
      ...action,
      onHandle: () => setOpen(true),
      dialog: isOpen && {
        type: 'custom',
        component: (
          <RemovalDialog
            deed={deed}
            published={published}
            hasDraft={draft !== null}
            onClose={close}
          />
        ),
      },
    }
  }
  Remove.action = original.action
  Remove.displayName = `RemoveBy${deed}`
  return Remove
}

export const removal = definePlugin({
  name: 'removal',
  document: {
    actions: (actions, {schemaType}) => {
      if (!addressedTypes.includes(schemaType)) return actions
      return actions.map((action) =>
        action.action === 'delete' || action.action === 'unpublish'
          ? withSuccessor(action, action.action)
          : action,
      )
    },
  },
})
