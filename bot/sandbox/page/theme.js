// Loaded before the page draws, and not as a module, so that a dark page never flashes white.
(function () {
  const kept = localStorage.getItem("sandbox-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
})();
