/** A popover knows no place of its own: under the button before it, within the window. For `beforetoggle`. */
export function placeMenu(event: Event): void {
  const menu = event.currentTarget;
  if (!(menu instanceof HTMLElement)) return;
  const box = menu.previousElementSibling?.getBoundingClientRect();
  if (!box) return;
  menu.style.top = `${box.bottom + 2}px`;
  menu.style.right = `${Math.max(0, document.documentElement.clientWidth - box.right)}px`;
}
