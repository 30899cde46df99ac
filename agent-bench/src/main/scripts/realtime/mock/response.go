package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

const (
	blockBytes = 960
	block64    = blockBytes * 4 / 3
	// an event's id has nine digits, so that each delta has its own and all are of one length
	deltaHead = `{"type":"response.output_audio.delta","event_id":"event_`
	noDigits  = "000000000"
)

var (
	tone64 = base64.StdEncoding.EncodeToString(tone())
	words  = strings.Fields("sure I can help you with that booking let me check what is available for tomorrow afternoon and then I will read the options back to you")
)

// ending is how an answer ends, as response.done tells it.
type ending struct{ status, details string }

var (
	completed       = ending{"completed", "null"}
	clientCancelled = ending{"cancelled", `{"type":"cancelled","reason":"client_cancelled"}`}
	turnDetected    = ending{"cancelled", `{"type":"cancelled","reason":"turn_detected"}`}
)

// tone is a block of 20 ms that is no silence.
func tone() []byte {
	pcm := make([]byte, blockBytes)
	for i := 0; i < blockBytes/2; i++ {
		binary.LittleEndian.PutUint16(pcm[2*i:], uint16(int16((i%48)*400-9600)))
	}
	return pcm
}

// answer is one message of the model's.
type answer struct {
	s         *Session
	cfg       *Config
	id        string
	item      string
	prev      string
	meta      json.RawMessage
	delta     []byte // the event, in which only numbers and marks change
	audioFrom int
	word      int
}

// response streams one message; cutInMs is when the caller cuts in, 0 for never. Gives true when the session is over.
func (s *Session) response(ms, cutInMs int, meta json.RawMessage) bool {
	s.active.Store(true)
	defer s.active.Store(false)
	a := s.beginAnswer(meta)
	end, over := a.stream(ms, cutInMs)
	if !over {
		a.end(end)
	}
	return over
}

func (s *Session) beginAnswer(meta json.RawMessage) *answer {
	s.turns++
	if len(meta) == 0 {
		meta = json.RawMessage("null")
	}
	a := &answer{s: s, cfg: timetable.Load(), meta: meta, prev: s.previous(),
		id: fmt.Sprintf("resp_%s_%d", s.id, s.turns), item: fmt.Sprintf("item_a_%s_%d", s.id, s.turns)}
	s.prevItem = a.item
	head := fmt.Sprintf(`%s%s_%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"delta":"`, deltaHead, noDigits, s.id, a.id, a.item)
	a.audioFrom = len(head)
	a.delta = []byte(head + strings.Repeat(tone64, a.cfg.DeltaMs/20) + `"}`)
	s.send(`{"type":"response.created","event_id":"%s","response":{"object":"realtime.response","id":"%s","status":"in_progress","status_details":null,"output":[],"conversation_id":"conv_%s","output_modalities":["audio"],"max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin"}},"usage":null,"metadata":%s}}`, s.eventID(), a.id, s.id, meta)
	s.send(`{"type":"response.output_item.added","event_id":"%s","response_id":"%s","output_index":0,"item":{"id":"%s","type":"message","status":"in_progress","role":"assistant","content":[]}}`, s.eventID(), a.id, a.item)
	s.send(`{"type":"conversation.item.added","event_id":"%s","previous_item_id":%s,"item":{"id":"%s","type":"message","status":"in_progress","role":"assistant","content":[]}}`, s.eventID(), a.prev, a.item)
	s.send(`{"type":"response.content_part.added","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"part":{"type":"audio","transcript":""}}`, s.eventID(), a.id, a.item)
	return a
}

// stream sends deltas until their end, or until the caller or the client stops them; true when the session is over.
func (a *answer) stream(ms, cutInMs int) (ending, bool) {
	begin := time.Now()
	nextText := 0
	for at := 0; at+a.cfg.DeltaMs <= ms; {
		t, heard := a.s.waitUntil(a.cfg.due(begin, at), false)
		switch {
		case heard && t.kind == "done":
			return ending{}, true
		case heard && t.kind == "cancel" && !a.cfg.Deaf:
			return clientCancelled, false
		case heard:
			continue
		}
		if cutInMs > 0 && at >= cutInMs {
			return turnDetected, a.cutIn(at)
		}
		if at >= nextText {
			a.say(" " + words[a.word%len(words)])
			a.word++
			nextText += a.cfg.TextMs
		}
		for i := 0; i < a.cfg.Tiny; i++ {
			a.say("a")
		}
		if a.sendDelta() != nil {
			return ending{}, true
		}
		at += a.cfg.DeltaMs
	}
	return completed, false
}

// cutIn: the caller is heard; the client has 300 ms to react. True when the session is over.
func (a *answer) cutIn(at int) bool {
	s := a.s
	now := mono()
	s.bargeNs.Store(now)
	s.send(`{"type":"input_audio_buffer.speech_started","event_id":"%s","audio_start_ms":%d,"item_id":"item_b_%s_%d"}`, s.eventID(), at, s.id, s.turns)
	s.bmu.Lock()
	s.barges = append(s.barges, now)
	s.bmu.Unlock()
	for end := time.Now().Add(millis(300)); ; {
		t, heard := s.waitUntil(end, false)
		if !heard || t.kind == "cancel" {
			return false
		}
		if t.kind == "done" {
			return true
		}
	}
}

func (a *answer) say(text string) {
	a.s.send(`{"type":"response.output_audio_transcript.delta","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"delta":"%s"}`, a.s.eventID(), a.id, a.item, text)
}

func (a *answer) sendDelta() error {
	s := a.s
	s.events++
	copy(a.delta[len(deltaHead):], fmt.Sprintf("%09d", s.events))
	var mark [18]byte
	copy(mark[:4], "LKBM")
	binary.LittleEndian.PutUint64(mark[8:], uint64(mono()))
	binary.LittleEndian.PutUint16(mark[16:], uint16(s.turns))
	blocks := a.cfg.DeltaMs / 20
	for b := 0; b < blocks; b++ {
		binary.LittleEndian.PutUint32(mark[4:], s.blocks)
		s.blocks++
		base64.StdEncoding.Encode(a.delta[a.audioFrom+b*block64:], mark[:])
	}
	if err := s.write(a.delta); err != nil {
		return err
	}
	measures.deltas.Add(1)
	measures.deltaBytes.Add(int64(blocks * blockBytes))
	return nil
}

func (a *answer) end(end ending) {
	s := a.s
	status := end.status
	if status == "cancelled" {
		status = "incomplete"
	}
	s.send(`{"type":"response.output_audio.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0}`, s.eventID(), a.id, a.item)
	s.send(`{"type":"response.output_audio_transcript.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"transcript":"ok"}`, s.eventID(), a.id, a.item)
	s.send(`{"type":"response.content_part.done","event_id":"%s","response_id":"%s","item_id":"%s","output_index":0,"content_index":0,"part":{"type":"audio","transcript":"ok"}}`, s.eventID(), a.id, a.item)
	item := fmt.Sprintf(`{"id":"%s","type":"message","status":"%s","role":"assistant","content":[{"type":"output_audio","transcript":"ok"}]}`, a.item, status)
	s.send(`{"type":"response.output_item.done","event_id":"%s","response_id":"%s","output_index":0,"item":%s}`, s.eventID(), a.id, item)
	s.send(`{"type":"conversation.item.done","event_id":"%s","previous_item_id":%s,"item":%s}`, s.eventID(), a.prev, item)
	s.finish(a.id, end, item, a.meta)
}

func (s *Session) finish(id string, end ending, item string, meta json.RawMessage) {
	s.send(`{"type":"response.done","event_id":"%s","response":{"object":"realtime.response","id":"%s","status":"%s","status_details":%s,"output":[%s],"conversation_id":"conv_%s","output_modalities":["audio"],"max_output_tokens":"inf","usage":{"total_tokens":253,"input_tokens":132,"output_tokens":121,"input_token_details":{"text_tokens":119,"audio_tokens":13,"image_tokens":0,"cached_tokens":64,"cached_tokens_details":{"text_tokens":64,"audio_tokens":0,"image_tokens":0}},"output_token_details":{"text_tokens":30,"audio_tokens":91}},"metadata":%s}}`,
		s.eventID(), id, end.status, end.details, item, s.id, meta)
}
