/**
 * The Publish button: Sanity's own for what it says and when there is nothing to publish, with a press that counts at any moment.
 *
 * It also takes one while the form is being checked or has problems: the press waits for the check, and then says what is missing. A button
 * that is off would leave Ctrl+Alt+P without an answer.
 */
import {CheckmarkIcon} from '@sanity/icons/Checkmark'
import {
  getDraftId,
  useDocumentPairPermissions,
  useValidationStatus,
  type DocumentActionComponent,
} from 'sanity'
import {mayNot, shortcut} from './keys.ts'
import {usePublisher, useRunning} from './publisher.ts'
import type {Progress} from './settled.ts'
import {usePress} from './usePress.ts'

const waitsFor: Record<Progress, string> = {
  saving: 'Everything is being saved and checked first.',
  asking: 'The Content Lake is being asked.',
  away: 'The Content Lake does not answer. It is published as soon as it is back: leave this window open.',
}

export function publishAction(original: DocumentActionComponent): DocumentActionComponent {
  const Publish: DocumentActionComponent = (props) => {
    const {id, type, draft, published} = props
    const action = original(props)
    const {validation} = useValidationStatus(getDraftId(id), type, true)
    const press = usePress(id, type)
    const running = useRunning(usePublisher()).get(id)
    const [permission] = useDocumentPairPermissions({id, type, permission: 'publish'})

    if (!action) return action
    if (running) {
      const title = [waitsFor[running.progress], running.said].filter(Boolean).join(' ')
      return {...action, disabled: true, label: 'Publishing…', title}
    }
    if (!draft && published) return {...action, label: 'Published', icon: CheckmarkIcon}
    if (permission?.granted === false) return {...action, disabled: true, title: mayNot}
    const hasProblems = validation.some(({level}) => level === 'error')
    // What is only for a moment has no reason; what cannot be done has one.
    if (action.disabled && action.title && !hasProblems) return action

    return {
      ...action,
      disabled: false,
      shortcut,
      tone: hasProblems ? 'caution' : action.tone,
      onHandle: press,
    }
  }
  Publish.action = original.action
  Publish.displayName = 'Publish'
  return Publish
}
