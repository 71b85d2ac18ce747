// The emoji names that the page draws; a name not listed stays as `:name:`.

const LIST = `
smile 😄 smiley 😃 grinning 😀 grin 😁 slightly_smiling_face 🙂 blush 😊 wink 😉 joy 😂 laughing 😆 heart_eyes 😍 thinking_face 🤔
thinking 🤔 neutral_face 😐 disappointed 😞 worried 😟 cry 😢 sob 😭 sweat_smile 😅 relieved 😌 sleeping 😴 sunglasses 😎 hugging_face 🤗
face_with_monocle 🧐 partying_face 🥳 confused 😕 open_mouth 😮 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 wave 👋 clap 👏 pray 🙏
raised_hands 🙌 raised_hand ✋ hand ✋ handshake 🤝 ok_hand 👌 muscle 💪 point_right 👉 point_left 👈 point_up 👆 point_down 👇 writing_hand ✍️
eyes 👀 busts_in_silhouette 👥 bust_in_silhouette 👤 people_holding_hands 🧑‍🤝‍🧑 teacher 🧑‍🏫 student 🧑‍🎓
heart ❤️ yellow_heart 💛 green_heart 💚 blue_heart 💙 sparkles ✨ star ⭐ star2 🌟 fire 🔥 zap ⚡ boom 💥 tada 🎉 confetti_ball 🎊 balloon 🎈
gift 🎁 trophy 🏆 medal 🏅 dart 🎯 rocket 🚀 seedling 🌱 herb 🌿 deciduous_tree 🌳 four_leaf_clover 🍀 sunflower 🌻 sunny ☀️ crescent_moon 🌙
sunrise 🌅 partly_sunny ⛅ rainbow 🌈 coffee ☕ tea 🍵 olive 🫒 bread 🍞
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ no_entry ⛔ no_entry_sign 🚫 warning ⚠️
exclamation ❗ question ❓ grey_question ❔ bangbang ‼️ information_source ℹ️ bulb 💡 mag 🔍 mag_right 🔎 lock 🔒 unlock 🔓 key 🔑
bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬 thought_balloon 💭 left_speech_bubble 🗨️ email 📧 envelope ✉️ incoming_envelope 📨
inbox_tray 📥 outbox_tray 📤 telephone_receiver 📞 iphone 📱 computer 💻 globe_with_meridians 🌐 earth_africa 🌍 earth_americas 🌎 world_map 🗺️
calendar 📆 date 📅 spiral_calendar_pad 🗓️ spiral_calendar 🗓️ alarm_clock ⏰ clock ⏰ hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ timer_clock ⏲️
watch ⌚ mantelpiece_clock 🕰️ clock1 🕐 clock3 🕒 clock9 🕘 clock12 🕛
memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 page_with_curl 📃 notebook 📓 ledger 📒 book 📖 books 📚 bookmark 🔖 clipboard 📋 pushpin 📌
round_pushpin 📍 paperclip 📎 link 🔗 file_folder 📁 open_file_folder 📂 card_index 📇 bar_chart 📊 chart_with_upwards_trend 📈 package 📦
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁 leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️
fast_forward ⏩ black_right_pointing_triangle ▶️ double_vertical_bar ⏸️ heavy_plus_sign ➕ heavy_minus_sign ➖ recycle ♻️
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫
large_green_square 🟩 large_yellow_square 🟨 white_large_square ⬜ small_blue_diamond 🔹 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣
gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ toolbox 🧰 robot_face 🤖 ghost 👻 house 🏠 office 🏢 school 🏫 classical_building 🏛️ airplane ✈️
train 🚆 moneybag 💰 euro 💶 briefcase 💼 mortar_board 🎓 jigsaw 🧩 compass 🧭 bridge_at_night 🌉 hand_with_index_and_middle_fingers_crossed 🤞
flag-eg 🇪🇬 flag-jo 🇯🇴 flag-ma 🇲🇦 flag-ps 🇵🇸 flag-tn 🇹🇳 flag-fr 🇫🇷 fr 🇫🇷 flag-it 🇮🇹 it 🇮🇹 flag-es 🇪🇸 es 🇪🇸 flag-eu 🇪🇺 flag-gb 🇬🇧 gb 🇬🇧
`;

const signs = LIST.trim().split(/\s+/);
const EMOJI = new Map();
for (let i = 0; i < signs.length; i += 2) EMOJI.set(signs[i], signs[i + 1]);

export const emojiSign = (name) => EMOJI.get(name) ?? null;

/** plain_text knows no marks, but Slack still draws emoji in it unless `emoji` is false. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiSign(name) ?? whole);
