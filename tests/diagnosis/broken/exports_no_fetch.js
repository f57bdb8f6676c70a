export default {
  handler() {
    return new Response("Hello");
  },
};
