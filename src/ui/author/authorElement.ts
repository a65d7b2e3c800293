import type { AuthorController, AuthorState } from '../../app/author';
import { FollowingElement } from '../element';

/** Base of the elements of the author's page. */
export abstract class AuthorElement extends FollowingElement<AuthorController> {
  get state(): AuthorState {
    return this.controller.getState();
  }
}
