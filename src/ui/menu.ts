/** A popover knows no place of its own: under the button before it, within the window, growing to the farther side. For `beforetoggle`. */
export function placeMenu(event: Event): void {
  const menu = event.currentTarget;
  if (!(menu instanceof HTMLElement)) return;
  const box = menu.previousElementSibling?.getBoundingClientRect();
  if (!box) return;
  menu.style.top = `${box.bottom + 2}px`;
  const { clientWidth } = document.documentElement;
  const isLeft = box.left + box.right < clientWidth;
  menu.style.left = isLeft ? `${Math.max(0, box.left)}px` : 'auto';
  menu.style.right = isLeft ? 'auto' : `${Math.max(0, clientWidth - box.right)}px`;
}
